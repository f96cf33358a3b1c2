/* What valgrind 3.19 needs in order to run a Swift program that starts others. Built and loaded by scripts/test alone. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <signal.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

/* valgrind writes into sigsuspend's mask; libdispatch keeps its mask in read-only memory. */
int sigsuspend(const sigset_t *mask) {
    sigset_t copy = *mask;
    return (int)syscall(SYS_rt_sigsuspend, &copy, 8);
}

/* Foundation closes every descriptor in the child; those above the limit are valgrind's own and cannot be closed. */
int posix_spawn_file_actions_addclose(posix_spawn_file_actions_t *actions, int descriptor) {
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && (rlim_t)descriptor >= limit.rlim_cur) return 0;
    int (*real)(posix_spawn_file_actions_t *, int) = dlsym(RTLD_NEXT, "posix_spawn_file_actions_addclose");
    return real(actions, descriptor);
}
