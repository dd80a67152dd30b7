// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include "CTrust.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

int trust_open_beneath(int directory, const char *path, int flags) {
    struct open_how how = {
        .flags = (unsigned int)(flags | O_CLOEXEC),
        .resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS,
    };
    return (int)syscall(SYS_openat2, directory, path, &how, sizeof how);
}

// A folder on the way. O_DIRECTORY says "not a directory" of a symbolic link too; the difference is worth knowing.
static int open_step(int directory, const char *name) {
    int opened = openat(directory, name, O_PATH | O_NOFOLLOW | O_DIRECTORY | O_CLOEXEC);
    struct stat status;
    if (opened < 0 && errno == ENOTDIR) {
        int is_link = fstatat(directory, name, &status, AT_SYMLINK_NOFOLLOW) == 0 && S_ISLNK(status.st_mode);
        errno = is_link ? ELOOP : ENOTDIR;
    }
    return opened;
}

int trust_open_beneath_by_steps(int directory, const char *path, int flags) {
    char name[NAME_MAX + 1];
    if (path[0] == '/') return errno = EXDEV, -1;
    int current = openat(directory, ".", O_PATH | O_DIRECTORY | O_CLOEXEC);
    while (current >= 0) {
        while (*path == '/') path++;
        size_t length = strcspn(path, "/");
        if (length > NAME_MAX) {
            close(current);
            return errno = ENAMETOOLONG, -1;
        }
        memcpy(name, path, length);
        name[length] = 0;
        path += length;
        int next;
        if (strcmp(name, "..") == 0) {
            next = -1;
            errno = EXDEV;
        } else if (*path == 0) {
            // What has no name of its own any more is the folder that the path ended in.
            int is_last_step = length == 0 || strcmp(name, ".") == 0;
            next = openat(current, is_last_step ? "." : name, flags | O_NOFOLLOW | O_CLOEXEC);
            int error = errno;
            struct stat status;
            if (next < 0 && error == ENOTDIR && fstatat(current, name, &status, AT_SYMLINK_NOFOLLOW) == 0
                && S_ISLNK(status.st_mode))
                error = ELOOP;
            close(current);
            errno = error;
            return next;
        } else {
            next = open_step(current, name);
        }
        int error = errno;
        close(current);
        errno = error;
        current = next;
    }
    return -1;
}
