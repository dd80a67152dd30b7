// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include "CTrust.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/close_range.h>
#include <linux/landlock.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

// The rules as they have grown, whatever the headers at hand know of them: a number of file rights by version of the
// interface, then TCP, then signals and abstract sockets.
struct ruleset {
    uint64_t files, network, scopes;
};

static int allow(int ruleset, const char *path, uint64_t file_rights, uint64_t folder_rights) {
    struct stat status;
    int place = open(path, O_PATH | O_CLOEXEC);
    // What is not there, or can't be reached anyway, needs no permission.
    if (place < 0) return errno == ENOENT || errno == ENOTDIR || errno == EACCES ? 0 : -1;
    struct landlock_path_beneath_attr rule = {.parent_fd = place, .allowed_access = file_rights};
    int result = fstat(place, &status);
    if (result == 0) {
        if (S_ISDIR(status.st_mode)) rule.allowed_access |= folder_rights;
        result = (int)syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
    }
    close(place);
    return result;
}

// A descriptor of the rules, -1 where they can't be made, -2 where the kernel has none.
static int make_ruleset(const char *const readable[], const char *const executable[]) {
    long version = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
    if (version < 1) return -2;
    struct ruleset rules = {.files = (1ULL << 13) - 1};
    if (version >= 2) rules.files |= 1ULL << 13;  // REFER
    if (version >= 3) rules.files |= 1ULL << 14;  // TRUNCATE
    if (version >= 5) rules.files |= 1ULL << 15;  // IOCTL_DEV
    if (version >= 4) rules.network = 3;          // BIND_TCP, CONNECT_TCP
    if (version >= 6) rules.scopes = 3;           // abstract sockets, signals
    size_t size = version >= 6 ? 24 : version >= 4 ? 16 : 8;
    int ruleset = (int)syscall(SYS_landlock_create_ruleset, &rules, size, 0);
    if (ruleset < 0) return -1;
    const uint64_t read_file = LANDLOCK_ACCESS_FS_READ_FILE;
    int result = allow(ruleset, "/dev/null", read_file | LANDLOCK_ACCESS_FS_WRITE_FILE, 0);
    for (; result == 0 && *readable; readable++)
        result = allow(ruleset, *readable, read_file, LANDLOCK_ACCESS_FS_READ_DIR);
    for (; result == 0 && *executable; executable++)
        result = allow(ruleset, *executable, read_file | LANDLOCK_ACCESS_FS_EXECUTE, 0);
    if (result == 0) return ruleset;
    close(ruleset);
    return -1;
}

static void become(
    const char *program, char *const arguments[], char *const environment[], int directory, int ruleset, int output,
    int error, const struct rlimit *memory) {
    sigset_t none;
    sigemptyset(&none);
    for (int number = 1; number < NSIG; number++) signal(number, SIG_DFL);
    sigprocmask(SIG_SETMASK, &none, NULL);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    int input = open("/dev/null", O_RDONLY);
    if (setpgid(0, 0) != 0 || fchdir(directory) != 0) return;
    if (input < 0 || dup2(input, 0) < 0 || dup2(output, 1) < 0 || dup2(error, 2) < 0) return;
    if (syscall(SYS_close_range, 3, ~0U, CLOSE_RANGE_CLOEXEC) != 0) return;
    if (setrlimit(RLIMIT_AS, memory) != 0) return;
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return;
    if (ruleset >= 0 && syscall(SYS_landlock_restrict_self, ruleset, 0) != 0) return;
    execve(program, arguments, environment);
}

int trust_spawn_confined(
    const char *program, char *const arguments[], char *const environment[], int directory,
    const char *const readable[], const char *const executable[], uint64_t memory, int output, int error, pid_t *pid,
    int *is_confined) {
    int ruleset = readable && executable ? make_ruleset(readable, executable) : -2;
    if (ruleset == -1) return errno;
    *is_confined = ruleset >= 0;
    struct rlimit bytes = {memory, memory};
    pid_t child = fork();
    int code = errno;
    if (child == 0) {
        become(program, arguments, environment, directory, ruleset, output, error, &bytes);
        _exit(127);
    }
    if (ruleset >= 0) close(ruleset);
    if (child < 0) return code;
    *pid = child;
    return 0;
}
