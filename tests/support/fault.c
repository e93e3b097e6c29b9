/* Lets the n-th call to the disk that concerns one folder fail, or end the process there.

   Loaded before the C library (LD_PRELOAD). `fault_arm(n, how, folder)` begins to count; how: an
   errno, or 0 to be killed. `fault_count()` gives how many calls were counted. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

static long at = -1, count = 0;
static int how = 0;
static char folder[4096] = "";

void fault_arm(long n, int error, const char *where) {
    at = n; how = error; count = 0;
    snprintf(folder, sizeof folder, "%s", where);
}
long fault_count(void) { return count; }

static int concerns(const char *path) {
    return folder[0] && path && strncmp(path, folder, strlen(folder)) == 0;
}
static int concerns_fd(int fd) {
    char link[64], to[4096];
    if (!folder[0]) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t n = readlink(link, to, sizeof to - 1);
    if (n < 0) return 0;
    to[n] = 0;
    return concerns(to);
}
/* True if this call is to fail. */
static int step(int mine) {
    if (!mine) return 0;
    count++;
    if (count != at) return 0;
    if (how == 0) kill(getpid(), SIGKILL);
    errno = how;
    return 1;
}
#define REAL(type, name, ...) \
    static type (*real)(__VA_ARGS__); \
    if (!real) real = (type (*)(__VA_ARGS__))dlsym(RTLD_NEXT, name)

#define OPENER(name) \
int name(const char *path, int flags, ...) { \
    REAL(int, #name, const char *, int, ...); \
    mode_t mode = 0; \
    if (flags & O_CREAT) { va_list a; va_start(a, flags); mode = va_arg(a, mode_t); va_end(a); } \
    if (step(concerns(path))) return -1; \
    return real(path, flags, mode); }
OPENER(open)
OPENER(open64)
#define PATH1(name) \
int name(const char *path) { REAL(int, #name, const char *); \
    if (step(concerns(path))) return -1; return real(path); }
PATH1(unlink)
PATH1(rmdir)
#define PATH2(name) \
int name(const char *from, const char *to) { REAL(int, #name, const char *, const char *); \
    if (step(concerns(from))) return -1; return real(from, to); }
PATH2(rename)
PATH2(link)
#define FD1(name) \
int name(int fd) { REAL(int, #name, int); \
    if (step(concerns_fd(fd))) return -1; return real(fd); }
FD1(fsync)
FD1(close)
int mkdir(const char *path, mode_t mode) { REAL(int, "mkdir", const char *, mode_t);
    if (step(concerns(path))) return -1; return real(path, mode); }
int fchmod(int fd, mode_t mode) { REAL(int, "fchmod", int, mode_t);
    if (step(concerns_fd(fd))) return -1; return real(fd, mode); }
int fchown(int fd, uid_t u, gid_t g) { REAL(int, "fchown", int, uid_t, gid_t);
    if (step(concerns_fd(fd))) return -1; return real(fd, u, g); }
int ftruncate64(int fd, off_t n) { REAL(int, "ftruncate64", int, off_t);
    if (step(concerns_fd(fd))) return -1; return real(fd, n); }
ssize_t write(int fd, const void *data, size_t n) { REAL(ssize_t, "write", int, const void *, size_t);
    if (step(concerns_fd(fd))) return -1; return real(fd, data, n); }
ssize_t read(int fd, void *data, size_t n) { REAL(ssize_t, "read", int, void *, size_t);
    if (step(concerns_fd(fd))) return -1; return real(fd, data, n); }
int linkat(int a, const char *from, int b, const char *to, int f) {
    REAL(int, "linkat", int, const char *, int, const char *, int);
    if (step(concerns(from))) return -1; return real(a, from, b, to, f); }
