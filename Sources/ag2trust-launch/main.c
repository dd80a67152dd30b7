// SPDX-License-Identifier: Apache-2.0
// Becomes an agent. It is started without arguments and with an empty environment. From standard input it takes, if the
// server sends one, a plan (plan.c), shuts itself in accordingly, and answers on the same socket what holds: magic
// "AG2HOLD1" and 4 bytes of enum protection. Then it reads one frame (working directory, arguments, environment with
// the secrets), and replaces itself by that program. So nothing secret is ever in a command line, in a file, or in the
// environment of a process that could be looked at before; and the server knows how far the agent is apart from the
// rest before it hands anything over.
//
// The frame, numbers in network byte order:
//   8  magic "AG2LNCH1"
//   4  length of what follows (at most FRAME_MAX)
//   4  number of arguments (1..64), the first of which is the program's absolute path
//   4  number of environment entries (0..256)
//   then the working directory (absolute), the arguments and the entries (NAME=value), each as
//   4  length (at most TEXT_MAX), and so many bytes, none of them NUL
// and then the end of the stream. Exit status: 2 for a malformed or missing frame, 126 where the process could not be
// prepared, 127 where the program could not be run.
#define _GNU_SOURCE
#include "launch.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { HEADER = 12, FRAME_MAX = 1 << 20, ARGUMENTS_MAX = 64, ENTRIES_MAX = 256 };

// One byte more than the frame, for the end of the last text.
static unsigned char frame[HEADER + FRAME_MAX + 1];
static char *arguments[ARGUMENTS_MAX + 1];
static char *entries[ENTRIES_MAX + 1];

// In words of its own, never the frame's.
_Noreturn void refuse(int status, const char *reason) {
    static const char name[] = "ag2trust-launch: ";
    explicit_bzero(frame, sizeof frame);
    explicit_bzero(arguments, sizeof arguments);
    explicit_bzero(entries, sizeof entries);
    if (write(STDERR_FILENO, name, sizeof name - 1) < 0 || write(STDERR_FILENO, reason, strlen(reason)) < 0 ||
        write(STDERR_FILENO, "\n", 1) < 0)
        _exit(status);
    _exit(status);
}

static size_t name_length(const char *entry) {
    size_t length = strspn(entry, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_0123456789");
    if (length == 0 || (entry[0] >= '0' && entry[0] <= '9') || entry[length] != '=')
        refuse(2, "an environment entry has no proper name");
    return length;
}

static void read_header(void) {
    if (read_up_to(frame, HEADER) < HEADER) refuse(2, "standard input ended before the frame");
}

static char *read_frame(void) {
    if (memcmp(frame, "AG2LNCH1", 8) != 0) refuse(2, "this is not a launch frame");
    size_t length = number_at(frame + 8);
    if (length > FRAME_MAX) refuse(2, "the frame is too long");
    if (read_up_to(frame + HEADER, length) < length) refuse(2, "standard input ended within the frame");
    unsigned char more = 0;
    if (read_up_to(&more, 1) != 0) refuse(2, "there is something after the frame");

    size_t offset = HEADER, end = HEADER + length;
    if (length < 8) refuse(2, "the frame is too short");
    uint32_t argument_count = number_at(frame + offset), entry_count = number_at(frame + offset + 4);
    offset += 8;
    if (argument_count < 1 || argument_count > ARGUMENTS_MAX) refuse(2, "the number of arguments is out of range");
    if (entry_count > ENTRIES_MAX) refuse(2, "the number of environment entries is out of range");
    char *directory = take_text(frame, &offset, end);
    for (uint32_t i = 0; i < argument_count; i++) arguments[i] = take_text(frame, &offset, end);
    for (uint32_t i = 0; i < entry_count; i++) entries[i] = take_text(frame, &offset, end);
    if (offset != end) refuse(2, "the frame is longer than what it holds");
    frame[end] = 0;

    if (directory[0] != '/') refuse(2, "the working directory is not absolute");
    if (arguments[0][0] != '/') refuse(2, "the program's path is not absolute");
    for (uint32_t i = 0; i < entry_count; i++) {
        size_t name = name_length(entries[i]);
        for (uint32_t j = 0; j < i; j++)
            if (strncmp(entries[i], entries[j], name + 1) == 0) refuse(2, "an environment entry is there twice");
    }
    return directory;
}

// By system call, because the C library keeps two signals to itself and would leave them ignored if they were.
static void reset_signals(void) {
    const unsigned long standard[8] = {0}; // the kernel's struct sigaction: SIG_DFL, no flags, an empty mask
    const unsigned long none = 0;
    for (int number = 1; number <= 64; number++) {
        if (number == SIGKILL || number == SIGSTOP) continue;
        if (syscall(SYS_rt_sigaction, number, standard, NULL, sizeof none) != 0) refuse(126, "signals can't be reset");
    }
    if (syscall(SYS_rt_sigprocmask, SIG_SETMASK, &none, NULL, sizeof none) != 0)
        refuse(126, "the signal mask can't be emptied");
}

// The order matters: each step still needs what the next one takes away.
static void shut_in(void) {
    static struct plan plan;
    read_plan(&plan, number_at(frame + 8));
    uint32_t holds = take_identity(&plan);
    holds |= take_limits(&plan, holds);
    holds |= take_landlock(&plan);
    if ((plan.asked & SYSTEM_CALLS) != 0) holds |= take_filter(holds);
    unsigned char report[HEADER] = "AG2HOLD1";
    report[11] = (unsigned char)holds;
    if (write(STDIN_FILENO, report, sizeof report) != sizeof report) refuse(126, "what holds can't be said");
}

int main(void) {
    const struct rlimit none = {0, 0};
    if (setrlimit(RLIMIT_CORE, &none) != 0) refuse(126, "core dumps can't be turned off");
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) refuse(126, "new privileges can't be ruled out");
    umask(077);
    reset_signals();
    if (syscall(SYS_close_range, 3U, ~0U, 0U) != 0) refuse(126, "descriptors can't be closed");

    read_header();
    if (memcmp(frame, "AG2PLAN1", 8) == 0) {
        shut_in();
        // Only now: a process that can't be read can't write the maps of its user namespace. No secret has come yet.
        if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0) refuse(126, "this process can't be made unreadable");
        read_header();
    } else if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0) {
        refuse(126, "this process can't be made unreadable");
    }
    char *directory = read_frame();

    int empty = open("/dev/null", O_RDONLY | O_CLOEXEC);
    if (empty < 0 || dup2(empty, STDIN_FILENO) < 0) refuse(126, "standard input can't be emptied");
    if (chdir(directory) != 0) refuse(126, "the working directory can't be entered");
    execve(arguments[0], arguments, entries);
    refuse(127, errno == E2BIG ? "arguments and environment are too large" : "the program can't be run");
}
