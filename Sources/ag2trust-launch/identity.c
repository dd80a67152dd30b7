// SPDX-License-Identifier: Apache-2.0
// Who the agent is: a user of its own where the server may change it; else the server's user in a user namespace of its
// own, out of which nothing can be traced, whatever its owner. Either is tried in a child first, since it can't be
// taken back.
#define _GNU_SOURCE
#include "launch.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <linux/securebits.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

// Becomes the user for good. - Returns: whether that is so.
static int become(const struct plan *plan) {
    uid_t user = plan->user;
    if (setgroups(0, NULL) != 0 || setresgid(user, user, user) != 0 || setresuid(user, user, user) != 0) return 0;
    uid_t real, effective, saved;
    if (getresuid(&real, &effective, &saved) != 0 || real != user || effective != user || saved != user) return 0;
    return getgroups(0, NULL) == 0 && setuid(0) != 0;
}

// To be somebody is of no use where they can't come to the agent's folder, or run its program. Whose the folder itself
// is, the server sees to when it knows who the agent is.
static int reaches(const struct plan *plan) {
    struct stat status;
    if (access(plan->reads[0], R_OK | X_OK) != 0 || stat(plan->writes[0], &status) != 0) return 0;
    for (uint32_t i = 1; i < plan->read_count; i++)
        if (access(plan->reads[i], R_OK) != 0 && errno != ENOENT) return 0;
    return 1;
}

static int write_file(const char *path, const char *text) {
    int file = open(path, O_WRONLY | O_CLOEXEC);
    if (file < 0) return 0;
    ssize_t length = (ssize_t)strlen(text), written = write(file, text, (size_t)length);
    close(file);
    return written == length;
}

// The namespace knows one user and one group, the server's; a server that is root is nobody in there, so that running
// a program gives it no capability.
static int enter_namespace(void) {
    uid_t user = geteuid();
    gid_t group = getegid();
    char text[64];
    if (unshare(CLONE_NEWUSER) != 0 || !write_file("/proc/self/setgroups", "deny")) return 0;
    snprintf(text, sizeof text, "%u %u 1", user == 0 ? 65534 : user, user);
    if (!write_file("/proc/self/uid_map", text)) return 0;
    snprintf(text, sizeof text, "%u %u 1", group == 0 ? 65534 : group, group);
    return write_file("/proc/self/gid_map", text);
}

// Whoever is left with the server's user keeps none of its capabilities, and gets none by running a program.
static void drop_capabilities(void) {
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
    struct __user_cap_data_struct none[2] = {{0, 0, 0}, {0, 0, 0}};
    prctl(PR_SET_SECUREBITS, SECURE_ALL_BITS & ~SECBIT_KEEP_CAPS, 0, 0, 0);
    for (unsigned long capability = 0; capability < 64; capability++) prctl(PR_CAPBSET_DROP, capability, 0, 0, 0);
    syscall(SYS_capset, &header, none);
}

// The ways to be somebody, each told whether it leads to the agent's folder and program.
static int as_own_user(const struct plan *plan) {
    return become(plan) && reaches(plan) && access(plan->writes[0], R_OK | W_OK | X_OK) == 0;
}

static int in_namespace(const struct plan *plan) {
    if (!enter_namespace()) return 0;
    drop_capabilities();
    return reaches(plan);
}

static int without_capabilities(const struct plan *plan) {
    drop_capabilities();
    return reaches(plan);
}

static int works_in_a_child(const struct plan *plan, int (*way)(const struct plan *)) {
    pid_t child = fork();
    if (child < 0) return 0;
    if (child == 0) _exit(way(plan) ? 0 : 1);
    int status;
    while (waitpid(child, &status, 0) < 0)
        if (errno != EINTR) return 0;
    return status == 0;
}

uint32_t take_identity(const struct plan *plan) {
    if ((plan->asked & OWN_USER) != 0 && works_in_a_child(plan, as_own_user)) {
        if (!as_own_user(plan)) refuse(126, "the agent's user can't be taken");
        return OWN_USER;
    }
    if ((plan->asked & USER_NAMESPACE) != 0 && works_in_a_child(plan, in_namespace)) {
        if (!in_namespace(plan)) refuse(126, "the agent's user namespace can't be entered");
        return USER_NAMESPACE;
    }
    // A server that is root may need its capabilities to reach the folder, in somebody's closed home for one.
    if (plan->asked != 0 && works_in_a_child(plan, without_capabilities)) drop_capabilities();
    return 0;
}
