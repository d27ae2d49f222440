/* Preloaded: a disk that fails under a running process. The directory $FAILING_DISK holds a file for
 * each fault that is on, with a piece of the paths that it meets:
 *
 * fsync      fsync and fdatasync fail with EIO. What was written stays in the page cache, as it does
 *            on a disk that reports its error late.
 * read-only  every change is refused with EROFS, also in files that are open for writing, as on a
 *            file server that turns read-only. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void *real(const char *name) { return dlsym(RTLD_NEXT, name); }

static int meets(const char *fault, const char *path) {
  const char *directory = getenv("FAILING_DISK");
  char name[4096], on[4096];
  if (!directory)
    return 0;
  snprintf(name, sizeof name, "%s/%s", directory, fault);
  FILE *file = fopen(name, "r");
  if (!file)
    return 0;
  char *piece = fgets(on, sizeof on, file);
  fclose(file);
  return piece && strstr(path, piece) != NULL;
}

static int open_file_meets(const char *fault, int fd) {
  char link[64], path[4096];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length < 0)
    return 0;
  path[length] = 0;
  return meets(fault, path);
}

static int refused(int is, int error) {
  if (is)
    errno = error;
  return is;
}

#define SYNC(NAME)                                                                                 \
  int NAME(int fd) {                                                                               \
    if (refused(open_file_meets("fsync", fd), EIO))                                                \
      return -1;                                                                                   \
    return ((int (*)(int))real(#NAME))(fd);                                                        \
  }
SYNC(fsync)
SYNC(fdatasync)

#define WRITE(NAME)                                                                                \
  ssize_t NAME(int fd, const void *data, size_t length, off_t at) {                                \
    if (refused(open_file_meets("read-only", fd), EROFS))                                          \
      return -1;                                                                                   \
    return ((ssize_t(*)(int, const void *, size_t, off_t))real(#NAME))(fd, data, length, at);      \
  }
WRITE(pwrite)
WRITE(pwrite64)

ssize_t write(int fd, const void *data, size_t length) {
  if (refused(open_file_meets("read-only", fd), EROFS))
    return -1;
  return ((ssize_t(*)(int, const void *, size_t))real("write"))(fd, data, length);
}

#define TRUNCATE(NAME)                                                                             \
  int NAME(int fd, off_t length) {                                                                 \
    if (refused(open_file_meets("read-only", fd), EROFS))                                          \
      return -1;                                                                                   \
    return ((int (*)(int, off_t))real(#NAME))(fd, length);                                         \
  }
TRUNCATE(ftruncate)
TRUNCATE(ftruncate64)

#define OPEN(NAME)                                                                                 \
  int NAME(const char *path, int flags, ...) {                                                     \
    va_list more;                                                                                  \
    va_start(more, flags);                                                                         \
    mode_t mode = flags & O_CREAT ? va_arg(more, mode_t) : 0;                                      \
    va_end(more);                                                                                  \
    if (refused((flags & (O_WRONLY | O_RDWR | O_CREAT)) && meets("read-only", path), EROFS))       \
      return -1;                                                                                   \
    return ((int (*)(const char *, int, mode_t))real(#NAME))(path, flags, mode);                   \
  }
OPEN(open)
OPEN(open64)

int rename(const char *from, const char *to) {
  if (refused(meets("read-only", from), EROFS))
    return -1;
  return ((int (*)(const char *, const char *))real("rename"))(from, to);
}

int unlink(const char *path) {
  if (refused(meets("read-only", path), EROFS))
    return -1;
  return ((int (*)(const char *))real("unlink"))(path);
}

int mkdir(const char *path, mode_t mode) {
  if (refused(meets("read-only", path), EROFS))
    return -1;
  return ((int (*)(const char *, mode_t))real("mkdir"))(path, mode);
}
