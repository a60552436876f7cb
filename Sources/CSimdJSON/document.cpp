// The walk over simdjson's structural index.
//
// Stage 1 leaves the offset of each of `{ } [ ] : ,`, of each opening quote and of the first byte of any other run.
// It promises that between a token's offset and the next one nothing but the token and white space stands; all the
// rest is checked here before it is believed.
#include "csimdjson.h"

#include <cstring>
#include <memory>
#include <new>
#include <simdjson.h>

namespace {

/// What an unopened document shows.
constexpr uint8_t NOTHING[1] = {0};
/// What is kept of the index after a larger document.
constexpr size_t USUAL_CAPACITY = size_t(1) << 20;
/// No name that is asked for is longer than this when each of its bytes is spelled `\u00XX`.
constexpr size_t LONGEST_ESCAPED_NAME = 31 * 6;

bool is_white(uint8_t byte) { return byte == ' ' || byte == '\n' || byte == '\r' || byte == '\t'; }
bool is_digit(uint8_t byte) { return byte >= '0' && byte <= '9'; }

const uint8_t *digits(const uint8_t *text, const uint8_t *end) {
    while (text < end && is_digit(*text)) { text++; }
    return text;
}

// Whether there is a backslash, a word at a time: most strings are too short for a call of memchr to pay. Reads up to
// 7 bytes behind the end, which are padding if nothing else.
bool has_backslash(const uint8_t *text, size_t length) {
    constexpr uint64_t ONES = 0x0101010101010101;
    if (length > 64) { return std::memchr(text, '\\', length) != nullptr; }
    for (size_t place = 0; place < length; place += 8) {
        uint64_t word;
        std::memcpy(&word, text + place, sizeof word);
        word ^= ONES * '\\';
        // The lowest bit that is set marks the first byte that is zero; higher ones may be wrong, and are asked in
        // order.
        uint64_t zeros = (word - ONES) & ~word & (ONES << 7);
        if (zeros != 0 && place + size_t(__builtin_ctzll(zeros)) / 8 < length) { return true; }
    }
    return false;
}

// RFC 8259, section 6.
csj_fault classify_number(csj_token *token) {
    const uint8_t *text = token->text, *end = text + token->length;
    token->kind = CSJ_INTEGER;
    if (text < end && *text == '-') { text++; }
    const uint8_t *whole = text;
    text = digits(text, end);
    if (text == whole || (*whole == '0' && text - whole > 1)) { return CSJ_BAD_NUMBER; }
    if (text < end && *text == '.') {
        token->kind = CSJ_NUMBER;
        const uint8_t *fraction = ++text;
        text = digits(text, end);
        if (text == fraction) { return CSJ_BAD_NUMBER; }
    }
    if (text < end && (*text | 0x20) == 'e') {
        token->kind = CSJ_NUMBER;
        if (++text < end && (*text == '+' || *text == '-')) { text++; }
        const uint8_t *exponent = text;
        text = digits(text, end);
        if (text == exponent) { return CSJ_BAD_NUMBER; }
    }
    return text == end ? CSJ_OK : CSJ_BAD_NUMBER;
}

csj_fault classify_literal(csj_token *token, const char *literal, csj_kind kind) {
    token->kind = kind;
    size_t length = std::strlen(literal);
    return token->length == length && std::memcmp(token->text, literal, length) == 0 ? CSJ_OK : CSJ_LITERAL;
}

csj_fault fault_of(simdjson::error_code code) {
    switch (code) {
    case simdjson::SUCCESS: return CSJ_OK;
    case simdjson::EMPTY: return CSJ_EMPTY;
    case simdjson::UTF8_ERROR: return CSJ_NOT_UTF8;
    case simdjson::UNCLOSED_STRING: return CSJ_OPEN_STRING;
    case simdjson::UNESCAPED_CHARS: return CSJ_CONTROL_CHARACTER;
    case simdjson::CAPACITY: return CSJ_TOO_LARGE;
    case simdjson::MEMALLOC: return CSJ_NO_MEMORY;
    default: return CSJ_STRUCTURE;
    }
}

} // namespace

struct csj_document {
    std::unique_ptr<simdjson::internal::dom_parser_implementation> parser;
    const uint8_t *bytes = NOTHING;
    uint32_t count = 0;
    uint32_t tokens = 0;
    int64_t fault_offset = -1;

    uint32_t offset(uint32_t place) const { return place < tokens ? parser->structural_indexes[place] : count; }
    // The first byte of the token at `place`; 0, which begins none, behind the last.
    uint8_t first(uint32_t place) const { return place < tokens ? bytes[parser->structural_indexes[place]] : 0; }

    csj_fault fail(csj_fault fault, uint32_t place) {
        fault_offset = offset(place);
        return fault;
    }

    csj_fault reserve(size_t length) {
        bool wasteful = parser && parser->capacity() > USUAL_CAPACITY && length <= USUAL_CAPACITY;
        if (parser && parser->capacity() >= length && !wasteful) { return CSJ_OK; }
        size_t capacity = size_t(1) << 14;
        while (capacity < length && capacity < USUAL_CAPACITY) { capacity <<= 1; }
        if (capacity < length) { capacity = length; }
        if (parser) { return fault_of(parser->set_capacity(capacity)); }
        // Depth is stage 2's business, which never runs.
        return fault_of(simdjson::get_active_implementation()->create_dom_parser_implementation(capacity, 1, parser));
    }

    csj_fault string(uint32_t place, csj_token *token) {
        uint32_t begin = offset(place), end = offset(place + 1);
        while (end > begin + 1 && is_white(bytes[end - 1])) { end--; }
        if (end < begin + 2 || bytes[end - 1] != '"') { return fail(CSJ_STRUCTURE, place); }
        token->text = bytes + begin + 1;
        token->length = end - begin - 2;
        token->kind = CSJ_STRING;
        return CSJ_OK;
    }

    csj_fault scalar(uint32_t place, csj_token *token) {
        uint32_t begin = offset(place), end = offset(place + 1);
        while (end > begin && is_white(bytes[end - 1])) { end--; }
        token->text = bytes + begin;
        token->length = end - begin;
        csj_fault fault;
        switch (bytes[begin]) {
        case 'n': fault = classify_literal(token, "null", CSJ_NULL); break;
        case 'f': fault = classify_literal(token, "false", CSJ_FALSE); break;
        case 't': fault = classify_literal(token, "true", CSJ_TRUE); break;
        default: fault = is_digit(bytes[begin]) || bytes[begin] == '-' ? classify_number(token) : CSJ_LITERAL;
        }
        return fault == CSJ_OK ? CSJ_OK : fail(fault, place);
    }

    csj_fault token(uint32_t place, csj_token *token) {
        token->place = place;
        token->escaped = false;
        token->text = bytes + offset(place);
        token->length = place < tokens ? 1 : 0;
        switch (first(place)) {
        case '"': {
            csj_fault fault = string(place, token);
            token->escaped = fault == CSJ_OK && has_backslash(token->text, token->length);
            return fault;
        }
        case '{': token->kind = CSJ_OBJECT_BEGIN; return CSJ_OK;
        case '}': token->kind = CSJ_OBJECT_END; return CSJ_OK;
        case '[': token->kind = CSJ_ARRAY_BEGIN; return CSJ_OK;
        case ']': token->kind = CSJ_ARRAY_END; return CSJ_OK;
        case ':': token->kind = CSJ_COLON; return CSJ_OK;
        case ',': token->kind = CSJ_COMMA; return CSJ_OK;
        default: break;
        }
        if (place < tokens) { return scalar(place, token); }
        token->kind = CSJ_END;
        return CSJ_OK;
    }

    // Steps over a value, whose inside is only counted.
    csj_fault skip(uint32_t &place) {
        csj_token ignored;
        switch (first(place)) {
        case '"': place++; return CSJ_OK;
        case '{': case '[': break;
        case '}': case ']': case ':': case ',': case 0: return fail(CSJ_STRUCTURE, place);
        default: {
            csj_fault fault = scalar(place, &ignored);
            place++;
            return fault;
        }
        }
        const uint32_t *index = parser->structural_indexes.get();
        uint32_t depth = 0;
        for (uint32_t next = place; next < tokens; next++) {
            // `{` and `[` differ in bit 0x20 alone, and so do `}` and `]`.
            uint8_t byte = bytes[index[next]] | 0x20;
            depth += byte == '{';
            depth -= byte == '}';
            if (depth == 0) {
                // The outermost pair must match; `}` follows `{` in ASCII, and `]` follows `[`, at the same distance.
                if (bytes[index[next]] != bytes[index[place]] + 2) { return fail(CSJ_STRUCTURE, next); }
                place = next + 1;
                return CSJ_OK;
            }
        }
        return fail(CSJ_STRUCTURE, tokens);
    }

    // The number of the name that the string at `place` spells: −1 for one that isn't known.
    csj_fault name(uint32_t place, const csj_names *names, int32_t *number) {
        csj_token key;
        csj_fault fault = string(place, &key);
        if (fault != CSJ_OK) { return fault; }
        *number = csj_names_find(names, key.text, key.length);
        // No name has a backslash in it, so one that is found has none.
        if (*number < 0 && key.length <= LONGEST_ESCAPED_NAME && has_backslash(key.text, key.length)) {
            uint8_t room[LONGEST_ESCAPED_NAME];
            size_t zeros;
            ptrdiff_t length = csj_unescape(key.text, key.length, room, &zeros);
            if (length < 0) { return fail(CSJ_ESCAPE, place); }
            *number = csj_names_find(names, room, size_t(length));
        }
        return CSJ_OK;
    }

    csj_fault object(
        uint32_t place, const csj_names *names, uint64_t wanted, uint64_t enough, csj_token *slots, uint64_t *found) {
        uint32_t start = place;
        if (first(place) != '{') { return fail(CSJ_STRUCTURE, place); }
        bool empty = first(++place) == '}';
        while (!empty) {
            if (first(place) != '"') { return fail(CSJ_STRUCTURE, place); }
            int32_t number;
            csj_fault fault = name(place++, names, &number);
            if (fault != CSJ_OK) { return fault; }
            if (first(place) != ':') { return fail(CSJ_STRUCTURE, place); }
            place++;
            uint64_t bit = number < 0 ? 0 : uint64_t(1) << number;
            bool taken = (bit & wanted & ~*found) != 0;
            if (taken) {
                fault = token(place, &slots[number]);
                if (fault != CSJ_OK) { return fault; }
                *found |= bit;
                if (bit & enough) { return CSJ_OK; }
            }
            // A scalar's token is its whole value, and needs no second look.
            if (taken && slots[number].kind < CSJ_OBJECT_BEGIN) {
                place++;
            } else {
                fault = skip(place);
                if (fault != CSJ_OK) { return fault; }
            }
            if (first(place) == '}') { break; }
            if (first(place) != ',') { return fail(CSJ_STRUCTURE, place); }
            place++;
        }
        return start == 0 && place + 1 != tokens ? fail(CSJ_TRAILING, place + 1) : CSJ_OK;
    }
};

csj_document *csj_document_make(void) { return new (std::nothrow) csj_document; }

void csj_document_free(csj_document *document) { delete document; }

csj_fault csj_document_open(csj_document *document, const uint8_t *bytes, size_t count) {
    document->bytes = NOTHING;
    document->tokens = 0;
    document->count = 0;
    document->fault_offset = -1;
    if (bytes == nullptr || count == 0) { return CSJ_EMPTY; }
    if (count > UINT32_MAX - 64) { return CSJ_TOO_LARGE; }
    csj_fault fault = document->reserve(count);
    if (fault != CSJ_OK) { return fault; }
    // "buf: The json document to parse": stage 1 copies the last block, and reads nothing behind `len`; the padding
    // is for later.
    fault = fault_of(document->parser->stage1(bytes, count, simdjson::stage1_mode::regular));
    if (fault != CSJ_OK) { return fault; }
    document->bytes = bytes;
    document->count = uint32_t(count);
    document->tokens = document->parser->n_structural_indexes;
    return CSJ_OK;
}

csj_fault csj_document_next(csj_document *document, uint32_t *place, csj_token *token) {
    csj_fault fault = document->token(*place, token);
    if (*place < document->tokens) { ++*place; }
    return fault;
}

csj_fault csj_document_object(
    csj_document *document, uint32_t place, const csj_names *names, uint64_t wanted, uint64_t enough, csj_token *slots,
    uint64_t *found) {
    *found = 0;
    return document->object(place, names, wanted, enough, slots, found);
}

csj_fault csj_document_skip(csj_document *document, uint32_t *place) { return document->skip(*place); }

int64_t csj_document_fault_offset(const csj_document *document) { return document->fault_offset; }
