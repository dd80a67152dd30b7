// SPDX-License-Identifier: Apache-2.0
// System calls that no agent needs, or that would lead past the other protections, are refused: EPERM, but for clone3,
// whose ENOSYS makes programs fall back to clone, whose flags can be seen.
#define _GNU_SOURCE
#include "launch.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__x86_64__)
#define ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define ARCHITECTURE AUDIT_ARCH_AARCH64
#endif

#ifndef ARCHITECTURE
uint32_t take_filter(uint32_t holds) { (void)holds; return 0; }
#else

// Numbers that are the same on both, for headers older than the call.
enum {
    CLONE3 = 435, IO_URING_SETUP = 425, IO_URING_ENTER = 426, IO_URING_REGISTER = 427, OPEN_TREE = 428,
    MOVE_MOUNT = 429, FSOPEN = 430, FSCONFIG = 431, FSMOUNT = 432, FSPICK = 433, PIDFD_GETFD = 438,
    PROCESS_MADVISE = 440, MOUNT_SETATTR = 442, QUOTACTL_FD = 443, FCHMODAT2 = 452, SETXATTRAT = 463,
    OPEN_TREE_ATTR = 467,
};
enum { FAST_OPEN = 0x20000000, TYPE_MASK = 0xf, TIOCSTI_ = 0x5412, TIOCLINUX_ = 0x541c, IS_TCP = 6 };

static const int refused[] = {
    // Other processes' memory and descriptors.
    SYS_ptrace, SYS_process_vm_readv, SYS_process_vm_writev, PIDFD_GETFD, SYS_kcmp, PROCESS_MADVISE,
    SYS_perf_event_open, SYS_userfaultfd,
    // The kernel itself, and what would go around this filter and landlock.
    SYS_bpf, IO_URING_SETUP, IO_URING_ENTER, IO_URING_REGISTER, SYS_kexec_load, SYS_kexec_file_load,
    SYS_init_module, SYS_finit_module, SYS_delete_module, SYS_syslog, SYS_reboot, SYS_swapon, SYS_swapoff, SYS_acct,
    SYS_quotactl, QUOTACTL_FD, SYS_settimeofday, SYS_clock_settime, SYS_sethostname, SYS_setdomainname,
    SYS_open_by_handle_at, SYS_name_to_handle_at,
    // Keyrings, and what outlives its process: shared memory, semaphores, queues.
    SYS_keyctl, SYS_add_key, SYS_request_key, SYS_shmget, SYS_semget, SYS_msgget, SYS_mq_open,
    // Namespaces and mounts.
    SYS_unshare, SYS_setns, SYS_mount, SYS_umount2, SYS_pivot_root, SYS_chroot, OPEN_TREE, OPEN_TREE_ATTR,
    MOVE_MOUNT, FSOPEN, FSCONFIG, FSMOUNT, FSPICK, MOUNT_SETATTR,
    // Listening without binding; and leaving the session, by which all of an agent is found and ended.
    SYS_listen, SYS_setsid,
#ifdef __x86_64__
    SYS_iopl, SYS_ioperm, SYS_modify_ldt,
#endif
};

// Of files by their path, which landlock leaves to their owner: with the server's user that would be the agent.
static const int refused_to_the_same_user[] = {
    SYS_fchmodat, FCHMODAT2, SYS_fchownat, SYS_setxattr, SYS_lsetxattr, SYS_removexattr, SYS_lremovexattr, SETXATTRAT,
    SYS_truncate,
#ifdef __x86_64__
    SYS_chmod, SYS_chown, SYS_lchown,
#endif
};

// Of other processes, which a user may do to all of its own: with a process that is not 0, oneself.
static const int refused_to_others[] = {
    SYS_prlimit64, SYS_sched_setaffinity, SYS_sched_setscheduler, SYS_sched_setparam, SYS_sched_setattr,
};

enum { PROGRAM_MAX = 512, NUMBER = offsetof(struct seccomp_data, nr), ARCH = offsetof(struct seccomp_data, arch) };
static struct sock_filter program[PROGRAM_MAX];
static unsigned short length;

static void add(unsigned short code, uint32_t value, unsigned char yes, unsigned char no) {
    if (length == PROGRAM_MAX) refuse(126, "the filter is too long");
    program[length++] = (struct sock_filter){code, yes, no, value};
}
static void load(uint32_t offset) { add(BPF_LD | BPF_W | BPF_ABS, offset, 0, 0); }
// The lower half, which is all that the kernel looks at in an int; both machines are little-endian.
static void load_argument(int index) { load((uint32_t)(offsetof(struct seccomp_data, args) + 8 * (size_t)index)); }
static void answer(uint32_t value) { add(BPF_RET | BPF_K, value, 0, 0); }
static void no(int error) { answer(SECCOMP_RET_ERRNO | (uint32_t)error); }
static void skip_unless(uint32_t value, unsigned char count) { add(BPF_JMP | BPF_JEQ | BPF_K, value, 0, count); }
static void skip_if(uint32_t value, unsigned char count) { add(BPF_JMP | BPF_JEQ | BPF_K, value, count, 0); }

static void refuse_call(int number, int error) {
    skip_unless((uint32_t)number, 1);
    no(error);
}
// Refused where any of the bits is set in an argument.
static void refuse_bits(int number, int argument, uint32_t bits) {
    skip_unless((uint32_t)number, 4);
    load_argument(argument);
    add(BPF_JMP | BPF_JSET | BPF_K, bits, 0, 1);
    no(EPERM);
    load(NUMBER);
}
static void refuse_unless_zero(int number, int argument) {
    skip_unless((uint32_t)number, 4);
    load_argument(argument);
    skip_if(0, 1);
    no(EPERM);
    load(NUMBER);
}
static void refuse_value(int number, int argument, uint32_t value) {
    skip_unless((uint32_t)number, 4);
    load_argument(argument);
    skip_unless(value, 1);
    no(EPERM);
    load(NUMBER);
}
// TCP alone: no UDP and so no DNS, no raw packets, no netlink, and no unix sockets, whose paths landlock does not see.
// Multipath TCP, which it does not see either, is another protocol.
static void refuse_sockets_but_tcp(void) {
    skip_unless(SYS_socket, 13);
    load_argument(0);
    skip_if(AF_INET, 2);
    skip_if(AF_INET6, 1);
    no(EAFNOSUPPORT);
    load_argument(1);
    add(BPF_ALU | BPF_AND | BPF_K, TYPE_MASK, 0, 0);
    skip_if(SOCK_STREAM, 1);
    no(EPERM);
    load_argument(2);
    skip_if(0, 2);
    skip_if(IS_TCP, 1);
    no(EPERM);
    answer(SECCOMP_RET_ALLOW);
}

static void write_program(uint32_t holds) {
    const uint32_t namespaces = CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWUSER |
                                CLONE_NEWPID | CLONE_NEWNET;
    load(ARCH);
    skip_if(ARCHITECTURE, 1);
    no(ENOSYS);
    load(NUMBER);
#ifdef __x86_64__
    add(BPF_JMP | BPF_JGE | BPF_K, 0x40000000, 0, 1); // the x32 calls
    no(ENOSYS);
#endif
    refuse_sockets_but_tcp();
    refuse_call(CLONE3, ENOSYS);
    refuse_bits(SYS_clone, 0, namespaces);
    // A connection made by its first data is not seen by landlock.
    refuse_bits(SYS_sendto, 3, FAST_OPEN);
    refuse_bits(SYS_sendmsg, 2, FAST_OPEN);
    refuse_bits(SYS_sendmmsg, 3, FAST_OPEN);
    refuse_value(SYS_ioctl, 1, TIOCSTI_);
    refuse_value(SYS_ioctl, 1, TIOCLINUX_);
    refuse_unless_zero(SYS_setpriority, 0);
    refuse_unless_zero(SYS_setpriority, 1);
    refuse_unless_zero(SYS_ioprio_set, 1);
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) refuse_call(refused[i], EPERM);
    for (size_t i = 0; i < sizeof refused_to_others / sizeof *refused_to_others; i++)
        refuse_unless_zero(refused_to_others[i], 0);
    for (size_t i = 0; (holds & OWN_USER) == 0 && i < sizeof refused_to_the_same_user / sizeof(int); i++)
        refuse_call(refused_to_the_same_user[i], EPERM);
    answer(SECCOMP_RET_ALLOW);
}

uint32_t take_filter(uint32_t holds) {
    write_program(holds);
    const struct sock_fprog filter = {length, program};
    if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter, 0, 0) != 0) return 0;
    // Seen, not believed: neither of these fails without the filter.
    int peer = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (peer >= 0) close(peer);
    return peer < 0 && errno == EPERM && unshare(0) != 0 && errno == EPERM ? SYSTEM_CALLS : 0;
}
#endif
