// SPDX-License-Identifier: Apache-2.0
// Files, TCP and signals, by landlock(7). What the kernel's version does not know is left out, and said to be lacking.
#define _GNU_SOURCE
#include "launch.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

// The kernel's numbers, since the C library's headers may be older than the kernel.
enum { CREATE_RULESET = 444, ADD_RULE = 445, RESTRICT_SELF = 446, RULE_PATH = 1, RULE_PORT = 2, GET_VERSION = 1 };
enum {
    EXECUTE = 1 << 0, WRITE_FILE = 1 << 1, READ_FILE = 1 << 2, READ_DIR = 1 << 3, MAKE_CHAR = 1 << 6,
    MAKE_BLOCK = 1 << 11, UP_TO_MAKE_SYM = (1 << 13) - 1, REFER = 1 << 13, TRUNCATE = 1 << 14, IOCTL_DEV = 1 << 15,
    OF_FILES = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE | IOCTL_DEV,
};
enum { BIND = 1 << 0, CONNECT = 1 << 1, SCOPE_SOCKETS = 1 << 0, SCOPE_SIGNALS = 1 << 1 };

struct ruleset { uint64_t files, network, scoped; };
struct path_rule { uint64_t allowed; int32_t parent; } __attribute__((packed));
struct port_rule { uint64_t allowed, port; };

// What programs need of the system, and no more of /etc than names, certificates and libraries. All of /proc: a rule for
// a process's own folder there holds for an inode that the kernel may replace at any time, and Swift's runtime traps when
// it can't read its threads' states. What a process of others holds (environment, memory, descriptors) is closed by the
// domain itself, which forbids tracing out of it.
static const char *const system_paths[] = {
    "/usr", "/lib", "/lib32", "/lib64", "/bin", "/sbin", "/etc/ld.so.cache", "/etc/ld.so.conf", "/etc/ld.so.conf.d",
    "/etc/ssl", "/etc/pki", "/etc/ca-certificates", "/etc/resolv.conf", "/etc/nsswitch.conf", "/etc/passwd",
    "/etc/group", "/etc/hosts", "/etc/host.conf", "/etc/gai.conf", "/etc/services", "/etc/protocols",
    "/etc/localtime", "/etc/timezone", "/etc/mime.types", "/etc/os-release", "/proc", "/sys/devices/system/cpu",
    "/sys/kernel/mm/transparent_hugepage",
};
static const char *const device_paths[] = {"/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom"};

int landlock_version(void) {
    long version = syscall(CREATE_RULESET, NULL, 0, GET_VERSION);
    return version < 0 ? 0 : (int)version;
}

// A path that is not there needs no rule. - Returns: whether there is nothing wrong.
static int allow(int ruleset, const char *path, uint64_t rights) {
    int file = open(path, O_PATH | O_CLOEXEC);
    if (file < 0) return errno == ENOENT || errno == EACCES;
    struct stat status;
    int is_fine = fstat(file, &status) == 0;
    if (is_fine && !S_ISDIR(status.st_mode)) rights &= OF_FILES;
    const struct path_rule rule = {.allowed = rights, .parent = file};
    is_fine = is_fine && syscall(ADD_RULE, ruleset, RULE_PATH, &rule, 0) == 0;
    close(file);
    return is_fine;
}

static int allow_paths(int ruleset, const struct plan *plan, uint64_t handled) {
    const uint64_t look = EXECUTE | READ_FILE | READ_DIR, use = handled & (READ_FILE | WRITE_FILE);
    for (size_t i = 0; i < sizeof system_paths / sizeof *system_paths; i++)
        if (!allow(ruleset, system_paths[i], look)) return 0;
    for (size_t i = 0; i < sizeof device_paths / sizeof *device_paths; i++)
        if (!allow(ruleset, device_paths[i], use)) return 0;
    for (uint32_t i = 0; i < plan->read_count; i++)
        if (!allow(ruleset, plan->reads[i], look)) return 0;
    for (uint32_t i = 0; i < plan->write_count; i++)
        if (!allow(ruleset, plan->writes[i], handled & ~(uint64_t)(MAKE_CHAR | MAKE_BLOCK | IOCTL_DEV))) return 0;
    return 1;
}

// Seen, not believed: the root folder must be closed now, and a port that is not the gateway's.
static int is_closed(const char *path) {
    int file = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (file >= 0) close(file);
    return file < 0 && errno == EACCES;
}

static int is_port_closed(uint32_t gateway) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(gateway == 1 ? 2 : 1)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int peer = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (peer < 0) return 0;
    int refused = connect(peer, (const struct sockaddr *)&address, sizeof address) != 0 && errno == EACCES;
    close(peer);
    return refused;
}

uint32_t take_landlock(const struct plan *plan) {
    const int version = landlock_version();
    const int files = version >= 1 && (plan->asked & FILESYSTEM), network = version >= 4 && (plan->asked & NETWORK),
              signals = version >= 6 && (plan->asked & SIGNALS);
    if (!files && !network && !signals) return 0;
    struct ruleset rules = {0, 0, 0};
    if (files) {
        rules.files = UP_TO_MAKE_SYM;
        if (version >= 2) rules.files |= REFER;
        if (version >= 3) rules.files |= TRUNCATE;
        if (version >= 5) rules.files |= IOCTL_DEV;
    }
    if (network) rules.network = BIND | CONNECT;
    if (signals) rules.scoped = SCOPE_SOCKETS | SCOPE_SIGNALS;
    // A kernel refuses more bytes than it knows unless they are zero; those before ABI 6 and 4 are told of fewer.
    const size_t size = version >= 6 ? 24 : version >= 4 ? 16 : 8;
    int ruleset = (int)syscall(CREATE_RULESET, &rules, size, 0);
    if (ruleset < 0) return 0;
    const struct port_rule gateway = {.allowed = CONNECT, .port = plan->port};
    int is_fine = (!files || allow_paths(ruleset, plan, rules.files)) &&
                  (!network || syscall(ADD_RULE, ruleset, RULE_PORT, &gateway, 0) == 0) &&
                  syscall(RESTRICT_SELF, ruleset, 0) == 0;
    close(ruleset);
    if (!is_fine) return 0;
    return (files && is_closed("/") ? FILESYSTEM : 0) | (network && is_port_closed(plan->port) ? NETWORK : 0) |
           (signals ? SIGNALS : 0);
}
