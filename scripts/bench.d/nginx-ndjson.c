/* What logly-parse --format nginx writes, in C with SSE2: the rival of scripts/bench parse.
 *
 * nginx-ndjson HOST < access.log: lines of the format combined, whole ones only, to the same NDJSON. It knows that format
 * and nothing else: no cut lines, no bytes beyond ASCII (nginx escapes them), no layouts; a line that it does not
 * know ends it. */
#include <emmintrin.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { WINDOW = 1 << 18, ROOM = 1 << 17 };

static char *out, *pen;

static void flush(void) {
    for (char *at = out; at < pen;) {
        ssize_t wrote = write(1, at, (size_t)(pen - at));
        if (wrote < 0) exit(74);
        at += wrote;
    }
    pen = out;
}

static void die(const char *line) {
    fprintf(stderr, "nginx-ndjson: not combined: %.120s\n", line);
    exit(65);
}

#define PUT(text) (memcpy(pen, text, sizeof(text) - 1), pen += sizeof(text) - 1)

static inline const char *find(const char *at, const char *end, char byte) {
    const __m128i wanted = _mm_set1_epi8(byte);
    while (at + 16 <= end) {
        int mask = _mm_movemask_epi8(_mm_cmpeq_epi8(_mm_loadu_si128((const __m128i *)at), wanted));
        if (mask) return at + __builtin_ctz((unsigned)mask);
        at += 16;
    }
    while (at < end && *at != byte) at++;
    return at;
}

/* Copies text as the body of a JSON string; the window has 16 bytes behind its end. */
static inline void text(const char *at, const char *end) {
    const __m128i space = _mm_set1_epi8(0x20), quote = _mm_set1_epi8('"'), slash = _mm_set1_epi8('\\');
    while (at < end) {
        __m128i block = _mm_loadu_si128((const __m128i *)at);
        _mm_storeu_si128((__m128i *)pen, block);
        unsigned mask = (unsigned)_mm_movemask_epi8(_mm_or_si128(
            _mm_cmplt_epi8(block, space), _mm_or_si128(_mm_cmpeq_epi8(block, quote), _mm_cmpeq_epi8(block, slash))));
        size_t plain = mask ? (size_t)__builtin_ctz(mask) : 16, left = (size_t)(end - at);
        if (plain >= left) {
            pen += left;
            return;
        }
        at += plain;
        pen += plain;
        if (!mask) continue;
        unsigned char byte = (unsigned char)*at;
        if (byte >= 0x80) die(at);
        if (byte == '"' || byte == '\\') {
            *pen++ = '\\';
            *pen++ = (char)byte;
        } else if (byte == '\t') {
            PUT("\\t");
        } else {
            pen += sprintf(pen, "\\u%04x", byte);
        }
        at++;
    }
}

static inline int two(const char *at) { return (at[0] - '0') * 10 + at[1] - '0'; }

static int64_t days(int year, int month, int day) {
    year -= month <= 2;
    int era = year / 400, of_era = year - era * 400;
    int of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * 146097LL + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

/* `22/Nov/2026:03:12:01 +0100`. The day and hour of the last line are kept. */
static int64_t moment(const char *at) {
    static char hour[24];
    static int64_t start;
    if (memcmp(hour, at, 14) || memcmp(hour + 14, at + 20, 6)) {
        const char *months = "JanFebMarAprMayJunJulAugSepOctNovDec", *month = months;
        while (*month && memcmp(month, at + 3, 3)) month += 3;
        if (!*month || at[2] != '/' || at[11] != ':' || at[20] != ' ') die(at);
        int offset = (two(at + 22) * 60 + two(at + 24)) * 60;
        start = days(two(at + 7) * 100 + two(at + 9), (int)(month - months) / 3 + 1, two(at)) * 86400;
        start += two(at + 12) * 3600 - (at[21] == '-' ? -offset : offset);
        memcpy(hour, at, 14);
        memcpy(hour + 14, at + 20, 6);
    }
    return start + two(at + 15) * 60 + two(at + 18);
}

static void line(const char *at, const char *end, const char *middle, size_t length) {
    static int64_t last = -1;
    static char digits[24];
    static size_t count;
    const char *whole = at;
    const char *address = find(at, end, ' ');
    if (end - address < 30 || memcmp(address, " - ", 3)) die(whole);
    const char *user = address + 3, *open = find(user, end, '[');
    if (end - open < 30 || open[27] != ']') die(whole);
    const char *request = open + 30, *quote = find(request, end, '"');
    if (end - quote < 7) die(whole);
    const char *status = quote + 2, *bytes = status + 4, *bytes_end = find(bytes, end, ' ');
    const char *referer = bytes_end + 2, *referer_end = find(referer, end, '"');
    const char *agent = referer_end + 3, *agent_end = find(agent, end, '"');
    if (agent_end + 1 != end) die(whole);

    int64_t time = moment(open + 1);
    if (time != last) {
        last = time;
        count = (size_t)sprintf(digits, "%lld", (long long)time);
    }
    PUT("{\"type\":\"event\",\"timestamp\":");
    memcpy(pen, digits, count);
    pen += count;
    memcpy(pen, middle, length);
    pen += length;
    if (*status >= '5') PUT("ERROR"); else if (*status == '4') PUT("WARNING"); else PUT("INFO");
    PUT("\",\"message\":\"");
    const char *method = find(request, quote, ' '), *path_end = quote - 9;
    int is_request = method < quote && path_end > method && !memcmp(path_end, " HTTP/", 6);
    for (const char *c = request; is_request && c < method; c++) is_request = (*c | 32) >= 'a' && (*c | 32) <= 'z';
    if (request == quote) PUT("-"); else text(request, is_request ? path_end : quote);
    *pen++ = ' ';
    memcpy(pen, status, 3);
    pen += 3;
    PUT("\",\"ip_address\":\"");
    text(whole, address);
    PUT("\"");
    if (user[0] != '-' || user[1] != ' ') {
        PUT(",\"user\":\"");
        text(user, open - 1);
        PUT("\"");
    }
    PUT(",\"action\":\"http_request\",\"metadata\":{");
    if (is_request) {
        PUT("\"method\":\"");
        text(request, method);
        PUT("\",\"path\":\"");
        text(method + 1, path_end);
        PUT("\",\"protocol\":\"");
        text(path_end + 1, quote);
        PUT("\",");
    } else if (quote > request) {
        PUT("\"request\":\"");
        text(request, quote);
        PUT("\",");
    }
    PUT("\"status\":");
    memcpy(pen, status, 3);
    pen += 3;
    PUT(",\"bytes\":");
    memcpy(pen, bytes, (size_t)(bytes_end - bytes));
    pen += bytes_end - bytes;
    if (referer_end - referer != 1 || *referer != '-') {
        PUT(",\"referer\":\"");
        text(referer, referer_end);
        PUT("\"");
    }
    if (agent_end - agent != 1 || *agent != '-') {
        PUT(",\"user_agent\":\"");
        text(agent, agent_end);
        PUT("\"");
    }
    PUT("}}\n");
}

int main(int count, char **arguments) {
    char *window = malloc(WINDOW + 16), middle[256];
    size_t held = 0;
    int length = snprintf(middle, sizeof middle, ",\"host\":\"%s\",\"source\":\"nginx\",\"level\":\"",
                          count > 1 ? arguments[1] : "h");
    pen = out = malloc(ROOM + (WINDOW + 1024) * 7);
    for (;;) {
        ssize_t got = read(0, window + held, WINDOW - held);
        if (got <= 0) break;
        const char *end = window + held + got, *at = window;
        for (;;) {
            const char *stop = find(at, end, '\n');
            if (stop == end) break;
            line(at, stop, middle, (size_t)length);
            at = stop + 1;
            if (pen - out > 65536) flush();
        }
        held = (size_t)(end - at);
        if (held == WINDOW) die(at);
        memmove(window, at, held);
    }
    flush();
    return 0;
}
