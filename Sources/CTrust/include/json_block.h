// SPDX-License-Identifier: Apache-2.0
// Looks at 64 bytes of JSON at once, on little-endian machines: Swift has no way from a comparison of vectors to one
// bit a byte.
#pragma once
#include <stdint.h>
#include <string.h>

/// One bit a byte, the first byte's the lowest: what in a string is not plain text.
typedef struct {
    uint64_t quotes;
    uint64_t backslashes;
    /// Below 0x20.
    uint64_t controls;
} trust_json_marks;

typedef uint8_t trust_bytes64 __attribute__((ext_vector_type(64)));
typedef _Bool trust_bits64 __attribute__((ext_vector_type(64)));

static inline uint64_t trust_bits(trust_bits64 bits) {
    uint64_t word;
    memcpy(&word, &bits, sizeof word);
    return word;
}

/// Reads 64 bytes from an address of any alignment.
static inline trust_json_marks trust_json_marks_at(const void *_Nonnull address) {
    trust_bytes64 bytes;
    memcpy(&bytes, address, sizeof bytes);
    trust_json_marks marks = {
        trust_bits(__builtin_convertvector(bytes == '"', trust_bits64)),
        trust_bits(__builtin_convertvector(bytes == '\\', trust_bits64)),
        trust_bits(__builtin_convertvector(bytes < 0x20, trust_bits64)),
    };
    return marks;
}

/// The letters of the escapes that text is full of: `n`, `t` and `r`.
static inline uint64_t trust_json_escape_letters_at(const void *_Nonnull address) {
    trust_bytes64 bytes;
    memcpy(&bytes, address, sizeof bytes);
    return trust_bits(__builtin_convertvector((bytes == 'n') | (bytes == 't') | (bytes == 'r'), trust_bits64));
}
