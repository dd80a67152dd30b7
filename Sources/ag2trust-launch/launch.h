// SPDX-License-Identifier: Apache-2.0
// What the files of the launcher know of each other.
#pragma once
#include <stddef.h>
#include <stdint.h>

// What can keep an agent apart; the numbers go over the socket.
enum protection {
    OWN_USER = 1 << 0,       // a user and group of its own, no other groups
    USER_NAMESPACE = 1 << 1, // the server's user, in a user namespace of its own
    FILESYSTEM = 1 << 2,     // only the paths of the plan
    NETWORK = 1 << 3,        // only TCP, only outwards, only to the plan's port
    SIGNALS = 1 << 4,        // no signals and no abstract sockets to the outside
    SYSTEM_CALLS = 1 << 5,   // the filter
    LIMITS = 1 << 6,         // processes, descriptors, sizes
};

enum { PATHS_MAX = 64 };

// What a launcher is to do to itself, as the server asks for it. Nothing in it is secret.
struct plan {
    uint32_t asked;        // of enum protection
    uint32_t user;         // for OWN_USER: user and group
    uint32_t port;         // for NETWORK
    uint64_t files;        // for LIMITS: descriptors,
    uint64_t processes;    // processes and threads of the user,
    uint64_t file_bytes;   // the size of one file,
    uint64_t memory_bytes; // and a process's own writable memory
    uint32_t read_count, write_count;
    char *reads[PATHS_MAX];  // to read and execute; the first one is the program
    char *writes[PATHS_MAX]; // for everything; the first one is the agent's folder
};

// Says why in words of its own, forgets all secrets, ends.
_Noreturn void refuse(int status, const char *reason);
// Reads up to `length` bytes of standard input; fewer only at the end of the stream.
size_t read_up_to(unsigned char *into, size_t length);
uint32_t number_at(const unsigned char *bytes);
// Takes the text at `*offset` of a frame, ending it in place: the text before it is ended by the first byte of this
// one's length, which has been read by then. The frame has room for one byte more.
char *take_text(unsigned char *frame, size_t *offset, size_t end);

// Reads the rest of a plan whose magic and length have been read.
void read_plan(struct plan *plan, uint32_t length);

// Each takes hold as far as this host can, and returns what of it has been seen to hold.
uint32_t take_identity(const struct plan *plan);
uint32_t take_limits(const struct plan *plan, uint32_t holds);
uint32_t take_landlock(const struct plan *plan);
uint32_t take_filter(uint32_t holds);
// The kernel's landlock version, 0 where there is none.
int landlock_version(void);
