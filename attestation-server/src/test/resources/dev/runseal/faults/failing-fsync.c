/* Preloaded: fsync and fdatasync of files whose path has $FAILING_FSYNC_ON in it fail with EIO
 * while the file $FAILING_FSYNC_WHEN is there. What was written stays in the page cache, as it does
 * on a disk that reports its error late. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int fails(int fd) {
  const char *on = getenv("FAILING_FSYNC_ON"), *when = getenv("FAILING_FSYNC_WHEN");
  if (!on || !when || access(when, F_OK) != 0)
    return 0;
  char link[64], path[4096];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length < 0)
    return 0;
  path[length] = 0;
  return strstr(path, on) != NULL;
}

static int sync_as(const char *name, int fd) {
  if (fails(fd)) {
    errno = EIO;
    return -1;
  }
  int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, name);
  return real(fd);
}

int fsync(int fd) { return sync_as("fsync", fd); }

int fdatasync(int fd) { return sync_as("fdatasync", fd); }
