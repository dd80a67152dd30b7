// SPDX-License-Identifier: Apache-2.0
// Bytes from standard input, and the numbers and texts in them.
#include "launch.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

enum { TEXT_MAX = (128 << 10) - 1 };

size_t read_up_to(unsigned char *into, size_t length) {
    size_t have = 0;
    while (have < length) {
        ssize_t got = read(STDIN_FILENO, into + have, length - have);
        if (got == 0) break;
        if (got < 0 && errno != EINTR) refuse(2, "standard input can't be read");
        if (got > 0) have += (size_t)got;
    }
    return have;
}

uint32_t number_at(const unsigned char *bytes) {
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | (uint32_t)bytes[3];
}

char *take_text(unsigned char *frame, size_t *offset, size_t end) {
    if (end - *offset < 4) refuse(2, "the frame is too short");
    uint32_t length = number_at(frame + *offset);
    frame[*offset] = 0;
    *offset += 4;
    if (length > TEXT_MAX) refuse(2, "a text of the frame is too long");
    if (length > end - *offset) refuse(2, "the frame is too short");
    char *text = (char *)frame + *offset;
    if (memchr(text, 0, length) != NULL) refuse(2, "a text of the frame has a NUL in it");
    *offset += length;
    return text;
}
