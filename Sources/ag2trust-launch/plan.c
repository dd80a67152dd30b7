// SPDX-License-Identifier: Apache-2.0
// The plan's form: after its magic "AG2PLAN1" and the length of what follows, in network byte order: asked, user and
// port (4 bytes each), the four limits (8 each), the number of paths to read and of those to write (4 each), and the
// paths, each as length (4) and bytes, absolute.
#include "launch.h"

enum { FIXED = 3 * 4 + 4 * 8 + 2 * 4, PLAN_MAX = 64 << 10 };

static unsigned char bytes[PLAN_MAX + 1];

static uint64_t long_number_at(const unsigned char *from) {
    return (uint64_t)number_at(from) << 32 | number_at(from + 4);
}

static void take_paths(char **paths, uint32_t count, size_t *offset, size_t end) {
    if (count < 1 || count > PATHS_MAX) refuse(2, "the plan's number of paths is out of range");
    for (uint32_t i = 0; i < count; i++) {
        paths[i] = take_text(bytes, offset, end);
        if (paths[i][0] != '/') refuse(2, "a path of the plan is not absolute");
    }
}

void read_plan(struct plan *plan, uint32_t length) {
    if (length < FIXED || length > PLAN_MAX) refuse(2, "the plan's length is out of range");
    if (read_up_to(bytes, length) < length) refuse(2, "standard input ended within the plan");
    plan->asked = number_at(bytes);
    plan->user = number_at(bytes + 4);
    plan->port = number_at(bytes + 8);
    plan->files = long_number_at(bytes + 12);
    plan->processes = long_number_at(bytes + 20);
    plan->file_bytes = long_number_at(bytes + 28);
    plan->memory_bytes = long_number_at(bytes + 36);
    plan->read_count = number_at(bytes + 44);
    plan->write_count = number_at(bytes + 48);
    if ((plan->asked & OWN_USER) != 0 && (plan->user == 0 || plan->user == UINT32_MAX))
        refuse(2, "the plan's user is out of range");
    if (plan->port > 65535) refuse(2, "the plan's port is out of range");
    size_t offset = FIXED;
    take_paths(plan->reads, plan->read_count, &offset, length);
    take_paths(plan->writes, plan->write_count, &offset, length);
    if (offset != length) refuse(2, "the plan is longer than what it holds");
    bytes[length] = 0;
}
