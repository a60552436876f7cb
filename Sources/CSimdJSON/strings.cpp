// What the escapes of a JSON string mean (RFC 8259, section 7), for a reader whose strings go to Postgres.
#include "csimdjson.h"

#include <cstring>

namespace {

constexpr uint32_t REPLACEMENT = 0xFFFD;

int hex(uint8_t digit) {
    if (digit >= '0' && digit <= '9') { return digit - '0'; }
    digit |= 0x20;
    return digit >= 'a' && digit <= 'f' ? digit - 'a' + 10 : -1;
}

// The code unit that four hexadecimal digits spell, or −1.
int32_t code_unit(const uint8_t *text, const uint8_t *end) {
    if (end - text < 4) { return -1; }
    int32_t unit = 0;
    for (int index = 0; index < 4; index++) {
        int digit = hex(text[index]);
        if (digit < 0) { return -1; }
        unit = unit << 4 | digit;
    }
    return unit;
}

uint8_t *put(uint8_t *room, uint32_t scalar) {
    if (scalar < 0x80) {
        *room++ = uint8_t(scalar);
    } else if (scalar < 0x800) {
        *room++ = uint8_t(0xC0 | scalar >> 6);
        *room++ = uint8_t(0x80 | (scalar & 0x3F));
    } else if (scalar < 0x10000) {
        *room++ = uint8_t(0xE0 | scalar >> 12);
        *room++ = uint8_t(0x80 | (scalar >> 6 & 0x3F));
        *room++ = uint8_t(0x80 | (scalar & 0x3F));
    } else {
        *room++ = uint8_t(0xF0 | scalar >> 18);
        *room++ = uint8_t(0x80 | (scalar >> 12 & 0x3F));
        *room++ = uint8_t(0x80 | (scalar >> 6 & 0x3F));
        *room++ = uint8_t(0x80 | (scalar & 0x3F));
    }
    return room;
}

uint8_t simple(uint8_t letter) {
    switch (letter) {
    case '"': case '\\': case '/': return letter;
    case 'b': return '\b';
    case 'f': return '\f';
    case 'n': return '\n';
    case 'r': return '\r';
    case 't': return '\t';
    default: return 0;
    }
}

bool is_high(int32_t unit) { return unit >= 0xD800 && unit < 0xDC00; }
bool is_low(int32_t unit) { return unit >= 0xDC00 && unit < 0xE000; }

// The scalar of a `\u` whose digits begin at `text`, which moves behind it and behind the second half of a pair.
int32_t scalar(const uint8_t *&text, const uint8_t *end) {
    int32_t unit = code_unit(text, end);
    if (unit < 0) { return -1; }
    text += 4;
    if (!is_high(unit)) { return is_low(unit) ? int32_t(REPLACEMENT) : unit; }
    if (end - text < 6 || text[0] != '\\' || text[1] != 'u') { return REPLACEMENT; }
    int32_t low = code_unit(text + 2, end);
    if (!is_low(low)) { return REPLACEMENT; }
    text += 6;
    return 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
}

} // namespace

ptrdiff_t csj_unescape(const uint8_t *text, size_t length, uint8_t *room, size_t *zeros) {
    const uint8_t *end = text + length;
    uint8_t *start = room;
    *zeros = 0;
    while (text < end) {
        const void *found = std::memchr(text, '\\', size_t(end - text));
        const uint8_t *backslash = found ? static_cast<const uint8_t *>(found) : end;
        std::memcpy(room, text, size_t(backslash - text));
        room += backslash - text;
        if (backslash == end) { break; }
        text = backslash + 1;
        if (text == end) { return -1; }
        uint8_t letter = *text++;
        if (letter != 'u') {
            uint8_t meant = simple(letter);
            if (meant == 0) { return -1; }
            *room++ = meant;
            continue;
        }
        int32_t spelled = scalar(text, end);
        if (spelled < 0) { return -1; }
        *zeros += spelled == 0;
        room = put(room, spelled == 0 ? REPLACEMENT : uint32_t(spelled));
    }
    return room - start;
}
