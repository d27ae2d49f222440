/* Preloaded: the wall clock shows, and stands at, the microseconds since 1970 that the file
 * $SET_CLOCK holds. While there is none it is the host's. All other clocks are the host's. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

int clock_gettime(clockid_t clock, struct timespec *time) {
  const char *set = clock == CLOCK_REALTIME ? getenv("SET_CLOCK") : NULL;
  int fd = set ? open(set, O_RDONLY | O_CLOEXEC) : -1;
  if (fd >= 0) {
    char text[32] = {0};
    ssize_t length = read(fd, text, sizeof text - 1);
    close(fd);
    if (length > 0) {
      long long micros = atoll(text);
      time->tv_sec = micros / 1000000;
      time->tv_nsec = micros % 1000000 * 1000;
      return 0;
    }
  }
  int (*host)(clockid_t, struct timespec *) =
      (int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT, "clock_gettime");
  return host(clock, time);
}
