// SPDX-License-Identifier: Apache-2.0
// What Swift cannot import (variadic prctl, raw system calls) or the optimiser must not remove.
#pragma once
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include "json_block.h"

/// Overwrites `length` bytes with zeroes; never removed by the optimiser.
void trust_zero(void *_Nonnull bytes, size_t length);
/// Makes this process unreadable for others of the same user and without core dumps. Returns 0, or an errno.
int trust_harden_process(void);
/// A descriptor that becomes readable when the process ends. Returns it, or -1 with errno set.
int trust_pidfd_open(pid_t pid);
/// Sends a signal to exactly the process a descriptor stands for. Returns 0, or -1 with errno set.
int trust_pidfd_send_signal(int pidfd, int signal);
/// The same for the whole process group that a descriptor's process leads, also after that process has ended. Returns
/// 0, or -1 with errno set; EINVAL where the kernel is older than 6.9.
int trust_pidfd_send_group_signal(int pidfd, int signal);
/// Starts a program as leader of a session of its own, with no arguments, an empty environment, default signals, the
/// given descriptors as standard input and as output and error, and no other descriptor. Returns 0, or an errno.
int trust_spawn(const char *_Nonnull program, int input, int output, pid_t *_Nonnull pid);
/// Whether the kernel says that something keeps its clock right: 1, or 0; -1 where it does not say.
int trust_clock_is_kept(void);
/// What kind of file system a path lies on, as the kernel numbers them; 0 where it does not say.
uint32_t trust_file_system_kind(const char *_Nonnull path);
/// The version of the kernel's Landlock; 0 without one.
int trust_landlock_version(void);
/// Opens `path` under an open directory; refuses to leave it and to follow any symbolic link. Returns the descriptor,
/// or -1 with errno set.
int trust_open_beneath(int directory, const char *_Nonnull path, int flags);
/// The same where the kernel has no openat2(2), one folder of the path after the other; `..` is refused too.
int trust_open_beneath_by_steps(int directory, const char *_Nonnull path, int flags);
/// Starts a program in a process group of its own that can do nothing but read: where the kernel has Landlock, it reads
/// what is in `readable` and `executable` and nothing else, runs the programs in `executable` and no other, writes no
/// file, and opens no TCP connection. Lists end in a null pointer. It has the given open folder as working directory,
/// an address space of `memory` bytes, no standard input, the given descriptors as output and error, and no other; it
/// ends with the thread that started it. Without lists it is not confined. `is_confined` says whether it is. Returns 0, or an errno; an
/// exit with status 127 says that the program could not be run so.
int trust_spawn_confined(
    const char *_Nonnull program, char *_Nullable const *_Nonnull arguments, char *_Nullable const *_Nonnull environment,
    int directory, const char *_Nullable const *_Nullable readable, const char *_Nullable const *_Nullable executable,
    uint64_t memory, int output, int error, pid_t *_Nonnull pid, int *_Nonnull is_confined);
