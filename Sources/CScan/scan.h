/* Scanning and copying of bytes 16 at a time, which Swift cannot say: its SIMD types have no movemask.
 *
 * What reads may look at up to 15 bytes beyond `length` where they share a page with one before it, and never uses
 * them; what writes may write up to 16 bytes beyond what it reports. */
#ifndef LOGLY_SCAN_H
#define LOGLY_SCAN_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define LOGLY_INLINE static inline __attribute__((always_inline))

#if defined(__SSE2__)
#include <emmintrin.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define LOGLY_READS_EXACTLY 1
#endif
#endif

/* The next 16 bytes, of which the first `left` (at least one) count.
 *
 * A load that ends in the page it began in cannot fault, whatever lies there: 4096 is the smallest page of Linux. */
LOGLY_INLINE __m128i logly_load(const uint8_t *from, size_t left) {
#ifdef LOGLY_READS_EXACTLY
    if (left >= 16) return _mm_loadu_si128((const __m128i *)from);
#else
    if (left >= 16 || ((uintptr_t)from & 4095) <= 4096 - 16) return _mm_loadu_si128((const __m128i *)from);
#endif
    uint8_t bytes[16] = {0};
    for (size_t at = 0; at < left; at += 1) bytes[at] = from[at];
    return _mm_loadu_si128((const __m128i *)bytes);
}

/* Marks the bytes that JSON text does not hold as they are: control characters and non-ASCII (as signed
 * numbers both are below 0x20), `"` and `\`. */
LOGLY_INLINE unsigned logly_special_mask(__m128i block) {
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
LOGLY_INLINE size_t logly_copy_plain(uint8_t *to, const uint8_t *from, size_t length) {
    size_t at = 0;
#if defined(__SSE2__)
    if (length == 0) return 0;
    while (length - at > 16) {
        __m128i block = _mm_loadu_si128((const __m128i *)(from + at));
        _mm_storeu_si128((__m128i *)(to + at), block);
        unsigned mask = logly_special_mask(block);
        if (__builtin_expect(mask != 0, 0)) return at + (size_t)__builtin_ctz(mask);
        at += 16;
    }
    __m128i block = logly_load(from + at, length - at);
    _mm_storeu_si128((__m128i *)(to + at), block);
    unsigned mask = logly_special_mask(block) & ((2u << (length - at - 1)) - 1);
    /* Where all is plain the result must not wait for the bytes: the next text goes behind it. */
    if (__builtin_expect(mask != 0, 0)) return at + (size_t)__builtin_ctz(mask);
    return length;
#else
    while (at + 8 <= length) {
        uint64_t word, ones = 0x0101010101010101u;
        memcpy(&word, from + at, 8);
        memcpy(to + at, &word, 8);
        uint64_t quote = word ^ (ones * '"'), slash = word ^ (ones * '\\');
        if (((quote - ones) | (slash - ones) | (word - ones * 0x20) | word) & (ones << 7)) break;
        at += 8;
    }
    while (at < length && !logly_is_special(from[at])) {
        to[at] = from[at];
        at += 1;
    }
    return at;
#endif
}

/* Copies a key, a word, an address: for what is short a call of memcpy costs more than the copying.
 * `to` has room for `length` + 16 bytes. */
LOGLY_INLINE void logly_copy(uint8_t *to, const uint8_t *from, size_t length) {
#if defined(__SSE2__)
    if (length <= 16) {
        if (length > 0) _mm_storeu_si128((__m128i *)to, logly_load(from, length));
        return;
    }
#endif
    memcpy(to, from, length);
}

/* Whether the same bytes stand in both places. Of a known length it becomes a comparison of words. */
LOGLY_INLINE int logly_is_same(const uint8_t *one, const uint8_t *other, size_t length) {
    return memcmp(one, other, length) == 0;
}

/* Where `byte` first is from `at`, or `length`. For the short fields of a line, where a call of memchr
 * costs more than the search. */
LOGLY_INLINE size_t logly_find(const uint8_t *bytes, size_t at, size_t length, uint8_t byte) {
#if defined(__SSE2__)
    __m128i wanted = _mm_set1_epi8((char)byte);
    while (at < length) {
        __m128i block = logly_load(bytes + at, length - at);
        unsigned mask = (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(block, wanted));
        if (mask) {
            size_t found = at + (size_t)__builtin_ctz(mask);
            return found < length ? found : length;
        }
        at += 16;
    }
    return length;
#else
    while (at < length && bytes[at] != byte) at += 1;
    return at;
#endif
}

/* How many digits stand at the beginning. */
LOGLY_INLINE size_t logly_digits(const uint8_t *from, size_t length) {
    size_t at = 0;
#if defined(__SSE2__)
    while (at < length) {
        __m128i value = _mm_sub_epi8(logly_load(from + at, length - at), _mm_set1_epi8('0'));
        __m128i digits = _mm_cmpeq_epi8(_mm_min_epu8(value, _mm_set1_epi8(9)), value);
        unsigned others = ~(unsigned)_mm_movemask_epi8(digits) & 0xFFFF;
        if (others) {
            size_t end = at + (size_t)__builtin_ctz(others);
            return end < length ? end : length;
        }
        at += 16;
    }
    return length;
#else
    while (at < length && (uint8_t)(from[at] - '0') < 10) at += 1;
    return at;
#endif
}

/* Whether digits are a number of 0 to 255 without a leading zero. */
LOGLY_INLINE int logly_is_octet(const uint8_t *digits, size_t length) {
    if (length - 1 > 2) return 0;
    unsigned first = digits[0] - '0', middle = digits[length > 2] - '0', last = digits[length - 1] - '0';
    /* Arithmetic and no branches: how long a number is cannot be foreseen. */
    unsigned value = last + (length == 2) * first * 10 + (length == 3) * (first * 100 + middle * 10);
    return (length == 1) | ((first > 0) & (value < 256));
}

/* Whether a text is an IPv4 address: four numbers of 0 to 255 without leading zeros, which some readers take
 * as octal. */
LOGLY_INLINE int logly_is_ipv4(const uint8_t *text, size_t length) {
    if (length < 7 || length > 15) return 0;
#if defined(__SSE2__)
    __m128i block = logly_load(text, length), value = _mm_sub_epi8(block, _mm_set1_epi8('0'));
    unsigned all = (1u << length) - 1;
    unsigned dots = (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(block, _mm_set1_epi8('.'))) & all;
    unsigned digits = (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(_mm_min_epu8(value, _mm_set1_epi8(9)), value));
    if (((dots | digits) & all) != all) return 0;
#else
    unsigned dots = 0;
    for (size_t at = 0; at < length; at += 1) {
        if (text[at] == '.') dots |= 1u << at;
        else if ((uint8_t)(text[at] - '0') > 9) return 0;
    }
#endif
    size_t start = 0;
    for (int number = 0; number < 3; number += 1) {
        if (!dots) return 0;
        size_t end = (size_t)__builtin_ctz(dots);
        if (!logly_is_octet(text + start, end - start)) return 0;
        start = end + 1;
        dots &= dots - 1;
    }
    return !dots && logly_is_octet(text + start, length - start);
}

/* Whether a text is an IPv6 address in hexadecimal alone (RFC 4291): no zone id, no IPv4 part. */
LOGLY_INLINE int logly_is_ipv6(const uint8_t *text, size_t length) {
    if (length < 2 || length > 39) return 0;
    uint64_t colons = 0, digits = 0;
#if defined(__SSE2__)
    for (size_t at = 0; at < length; at += 16) {
        __m128i block = logly_load(text + at, length - at);
        __m128i number = _mm_sub_epi8(block, _mm_set1_epi8('0'));
        __m128i letter = _mm_sub_epi8(_mm_or_si128(block, _mm_set1_epi8(0x20)), _mm_set1_epi8('a'));
        __m128i hex = _mm_or_si128(_mm_cmpeq_epi8(_mm_min_epu8(number, _mm_set1_epi8(9)), number),
                                   _mm_cmpeq_epi8(_mm_min_epu8(letter, _mm_set1_epi8(5)), letter));
        digits |= (uint64_t)_mm_movemask_epi8(hex) << at;
        colons |= (uint64_t)_mm_movemask_epi8(_mm_cmpeq_epi8(block, _mm_set1_epi8(':'))) << at;
    }
#else
    for (size_t at = 0; at < length; at += 1) {
        uint8_t byte = text[at], isHex = (uint8_t)(byte - '0') < 10 || (uint8_t)((byte | 0x20) - 'a') < 6;
        digits |= (uint64_t)isHex << at;
        colons |= (uint64_t)(byte == ':') << at;
    }
#endif
    uint64_t all = (1ull << length) - 1, last = 1ull << (length - 1);
    digits &= all;
    colons &= all;
    if ((digits | colons) != all) return 0;
    /* No group of five digits; `::` at most once, `:` at an end only as one. */
    if (digits & digits >> 1 & digits >> 2 & digits >> 3 & digits >> 4) return 0;
    uint64_t pairs = colons & colons >> 1;
    if (pairs & (pairs - 1) || (colons & ~pairs & 1) || (colons & ~(pairs << 1) & last)) return 0;
    int groups = __builtin_popcountll(digits & ~(digits << 1));
    return pairs ? groups <= 7 : groups == 8;
}

#endif
