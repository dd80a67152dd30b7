// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include "CTrust.h"

#include <errno.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

void trust_zero(void *bytes, size_t length) { explicit_bzero(bytes, length); }

int trust_harden_process(void) {
    struct rlimit none = {0, 0};
    if (setrlimit(RLIMIT_CORE, &none) != 0) return errno;
    if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0) return errno;
    return 0;
}

int trust_pidfd_open(pid_t pid) { return (int)syscall(SYS_pidfd_open, pid, 0); }

int trust_pidfd_send_signal(int pidfd, int signal) {
    return (int)syscall(SYS_pidfd_send_signal, pidfd, signal, NULL, 0);
}
