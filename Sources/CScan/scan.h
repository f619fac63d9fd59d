/* Scanning and copying of bytes 16 at a time, which Swift cannot say: its SIMD types have no movemask.
 *
 * Nothing here reads beyond `length`; what writes may write up to 16 bytes beyond what it reports. */
#ifndef LOGLY_SCAN_H
#define LOGLY_SCAN_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#if defined(__SSE2__)
#include <emmintrin.h>

/* Marks the bytes that JSON text does not hold as they are: control characters and non-ASCII (as signed
 * numbers both are below 0x20), `"` and `\`. */
static inline unsigned logly_special_mask(__m128i block) {
    __m128i low = _mm_cmplt_epi8(block, _mm_set1_epi8(0x20));
    __m128i quote = _mm_cmpeq_epi8(block, _mm_set1_epi8('"'));
    __m128i slash = _mm_cmpeq_epi8(block, _mm_set1_epi8('\\'));
    return (unsigned)_mm_movemask_epi8(_mm_or_si128(low, _mm_or_si128(quote, slash)));
}
#endif

static inline int logly_is_special(uint8_t byte) {
    return byte < 0x20 || byte >= 0x80 || byte == '"' || byte == '\\';
}

/* Copies bytes up to the first that JSON text does not hold as it is, and returns how many those are.
 * `to` has room for `length` + 16 bytes. */
static inline size_t logly_copy_plain(uint8_t *to, const uint8_t *from, size_t length) {
    size_t at = 0;
#if defined(__SSE2__)
    while (at + 16 <= length) {
        __m128i block = _mm_loadu_si128((const __m128i *)(from + at));
        _mm_storeu_si128((__m128i *)(to + at), block);
        unsigned mask = logly_special_mask(block);
        if (mask) return at + (size_t)__builtin_ctz(mask);
        at += 16;
    }
    size_t left = length - at;
    if (left == 0) return at;
    /* What is left is copied from its end, over bytes that are copied already. */
    if (length >= 16) {
        __m128i block = _mm_loadu_si128((const __m128i *)(from + length - 16));
        _mm_storeu_si128((__m128i *)(to + length - 16), block);
        unsigned mask = logly_special_mask(block) >> (16 - left);
        return mask ? at + (size_t)__builtin_ctz(mask) : length;
    }
    if (length >= 8) {
        __m128i low = _mm_loadl_epi64((const __m128i *)from);
        __m128i high = _mm_loadl_epi64((const __m128i *)(from + length - 8));
        _mm_storel_epi64((__m128i *)to, low);
        _mm_storel_epi64((__m128i *)(to + length - 8), high);
        unsigned mask = logly_special_mask(_mm_unpacklo_epi64(low, high));
        if (mask & 0xFF) return (size_t)__builtin_ctz(mask);
        return mask ? length - 8 + (size_t)__builtin_ctz(mask >> 8) : length;
    }
    if (length >= 4) {
        uint32_t low, high;
        memcpy(&low, from, 4);
        memcpy(&high, from + length - 4, 4);
        memcpy(to, &low, 4);
        memcpy(to + length - 4, &high, 4);
        unsigned mask = logly_special_mask(_mm_cvtsi64_si128((long long)((uint64_t)high << 32 | low))) & 0xFF;
        if (mask & 0xF) return (size_t)__builtin_ctz(mask);
        return mask ? length - 4 + (size_t)__builtin_ctz(mask >> 4) : length;
    }
#else
    while (at + 8 <= length) {
        uint64_t word, ones = 0x0101010101010101u;
        memcpy(&word, from + at, 8);
        memcpy(to + at, &word, 8);
        uint64_t quote = word ^ (ones * '"'), slash = word ^ (ones * '\\');
        if (((quote - ones) | (slash - ones) | (word - ones * 0x20) | word) & (ones << 7)) break;
        at += 8;
    }
#endif
    while (at < length && !logly_is_special(from[at])) {
        to[at] = from[at];
        at += 1;
    }
    return at;
}

/* Copies a key, a word, an address: for what is short a call of memcpy costs more than the copying. */
static inline void logly_copy(uint8_t *to, const uint8_t *from, size_t length) {
    if (length > 32) {
        memcpy(to, from, length);
    } else if (length >= 16) {
        uint64_t words[4];
        memcpy(words, from, 16);
        memcpy(words + 2, from + length - 16, 16);
        memcpy(to, words, 16);
        memcpy(to + length - 16, words + 2, 16);
    } else if (length >= 8) {
        uint64_t low, high;
        memcpy(&low, from, 8);
        memcpy(&high, from + length - 8, 8);
        memcpy(to, &low, 8);
        memcpy(to + length - 8, &high, 8);
    } else if (length >= 4) {
        uint32_t low, high;
        memcpy(&low, from, 4);
        memcpy(&high, from + length - 4, 4);
        memcpy(to, &low, 4);
        memcpy(to + length - 4, &high, 4);
    } else {
        for (size_t at = 0; at < length; at += 1) to[at] = from[at];
    }
}

/* Where `byte` first is from `at`, or `length`. For the short fields of a line, where a call of memchr
 * costs more than the search. */
static inline size_t logly_find(const uint8_t *bytes, size_t at, size_t length, uint8_t byte) {
#if defined(__SSE2__)
    __m128i wanted = _mm_set1_epi8((char)byte);
    while (at + 16 <= length) {
        __m128i block = _mm_loadu_si128((const __m128i *)(bytes + at));
        unsigned mask = (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(block, wanted));
        if (mask) return at + (size_t)__builtin_ctz(mask);
        at += 16;
    }
#endif
    while (at < length && bytes[at] != byte) at += 1;
    return at;
}

#endif
