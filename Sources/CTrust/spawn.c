// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include "CTrust.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef PIDFD_SIGNAL_PROCESS_GROUP
#define PIDFD_SIGNAL_PROCESS_GROUP (1UL << 2)
#endif

int trust_pidfd_send_group_signal(int pidfd, int signal) {
    return (int)syscall(SYS_pidfd_send_signal, pidfd, signal, NULL, PIDFD_SIGNAL_PROCESS_GROUP);
}

static int spawn(const char *program, int input, int output, pid_t *pid) {
    posix_spawnattr_t attributes;
    posix_spawn_file_actions_t actions;
    sigset_t none, all;
    int error = posix_spawnattr_init(&attributes);
    if (error != 0) return error;
    error = posix_spawn_file_actions_init(&actions);
    if (error != 0) {
        posix_spawnattr_destroy(&attributes);
        return error;
    }
    sigemptyset(&none);
    sigfillset(&all);
    // The order matters: descriptors are put in place before all others are closed.
    if (error == 0) error = posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO);
    if (error == 0) error = posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
    if (error == 0) error = posix_spawn_file_actions_adddup2(&actions, output, STDERR_FILENO);
    if (error == 0) error = posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1);
    if (error == 0) error = posix_spawnattr_setsigmask(&attributes, &none);
    if (error == 0) error = posix_spawnattr_setsigdefault(&attributes, &all);
    if (error == 0)
        error = posix_spawnattr_setflags(
            &attributes, POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    if (error == 0) {
        const char *slash = strrchr(program, '/');
        char *const arguments[] = {(char *)(slash ? slash + 1 : program), NULL};
        char *const environment[] = {NULL};
        error = posix_spawn(pid, program, &actions, &attributes, arguments, environment);
    }
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    return error;
}

int trust_spawn(const char *program, int input, int output, pid_t *pid) {
    // Above 2, so that putting one in place never overwrites the other.
    int high_input = fcntl(input, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
    if (high_input < 0) return errno;
    int high_output = fcntl(output, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
    if (high_output < 0) {
        int error = errno;
        close(high_input);
        return error;
    }
    int error = spawn(program, high_input, high_output, pid);
    close(high_input);
    close(high_output);
    return error;
}
