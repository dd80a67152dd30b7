// SPDX-License-Identifier: Apache-2.0
// How much an agent may take of the machine. A limit that is lower already stays.
#define _GNU_SOURCE
#include "launch.h"

#include <sys/resource.h>

static int limit(int what, rlim_t most) {
    struct rlimit now;
    if (getrlimit((__rlimit_resource_t)what, &now) != 0) return 0;
    if (now.rlim_max < most) most = now.rlim_max;
    const struct rlimit wanted = {most, most};
    return setrlimit((__rlimit_resource_t)what, &wanted) == 0 && getrlimit((__rlimit_resource_t)what, &now) == 0 &&
           now.rlim_max == most;
}

uint32_t take_limits(const struct plan *plan, uint32_t holds) {
    if ((plan->asked & LIMITS) == 0) return 0;
    // Of memory, what is private and writable: programs reserve far more addresses than they use.
    if (!limit(RLIMIT_NOFILE, plan->files) || !limit(RLIMIT_FSIZE, plan->file_bytes) ||
        !limit(RLIMIT_DATA, plan->memory_bytes) || !limit(RLIMIT_MSGQUEUE, 0))
        return 0;
    // Counted for the user: with the server's own it would count the server's and other agents' too.
    if ((holds & (OWN_USER | USER_NAMESPACE)) == 0) return 0;
    return limit(RLIMIT_NPROC, plan->processes) ? LIMITS : 0;
}
