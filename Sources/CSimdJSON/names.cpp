// A small perfect hash: the names are few and known beforehand, so a multiplier that sends each to a slot of its own
// is found by trying.
#include "csimdjson.h"

#include <cstring>
#include <new>

namespace {

constexpr size_t MOST_NAMES = 64;
constexpr size_t LONGEST_NAME = 31;
constexpr unsigned SLOT_BITS = 9;

struct name {
    uint8_t text[LONGEST_NAME];
    uint8_t length;
};

template <typename word> word load(const uint8_t *text) {
    word value;
    std::memcpy(&value, text, sizeof value);
    return value;
}

// Two words that tell the names of this contract apart: beginning (or middle) and end, overlapping in short names.
uint64_t mix(const uint8_t *text, size_t length, uint64_t multiplier) {
    uint64_t first, last;
    if (length >= 8) {
        first = load<uint64_t>(text + (length - 8) / 2);
        last = load<uint64_t>(text + length - 8);
    } else if (length >= 4) {
        first = load<uint32_t>(text);
        last = load<uint32_t>(text + length - 4);
    } else {
        first = text[0];
        last = uint64_t(text[length / 2]) << 8 | text[length - 1];
    }
    return ((first * multiplier) ^ (last + length)) * multiplier;
}

// Whether two texts of one length are the same, by overlapping words: the names are too short for a call of memcmp to
// pay.
bool same(const uint8_t *one, const uint8_t *other, size_t length) {
    if (length >= 16) {
        uint64_t ends = (load<uint64_t>(one) ^ load<uint64_t>(other)) |
                        (load<uint64_t>(one + length - 8) ^ load<uint64_t>(other + length - 8));
        uint64_t inside = (load<uint64_t>(one + 8) ^ load<uint64_t>(other + 8)) |
                          (load<uint64_t>(one + length - 16) ^ load<uint64_t>(other + length - 16));
        return (ends | inside) == 0;
    }
    if (length >= 8) {
        return ((load<uint64_t>(one) ^ load<uint64_t>(other)) |
                (load<uint64_t>(one + length - 8) ^ load<uint64_t>(other + length - 8))) == 0;
    }
    if (length >= 4) {
        return ((load<uint32_t>(one) ^ load<uint32_t>(other)) |
                (load<uint32_t>(one + length - 4) ^ load<uint32_t>(other + length - 4))) == 0;
    }
    return one[0] == other[0] && one[length / 2] == other[length / 2] && one[length - 1] == other[length - 1];
}

} // namespace

struct csj_names {
    name names[MOST_NAMES];
    int8_t slots[size_t(1) << SLOT_BITS];
    uint64_t multiplier;

    size_t slot(const uint8_t *text, size_t length) const {
        return size_t(mix(text, length, multiplier) >> (64 - SLOT_BITS));
    }

    bool place(size_t count) {
        std::memset(slots, -1, sizeof slots);
        for (size_t index = 0; index < count; index++) {
            int8_t &slot = slots[this->slot(names[index].text, names[index].length)];
            if (slot >= 0) { return false; }
            slot = int8_t(index);
        }
        return true;
    }
};

csj_names *csj_names_make(const char *texts) {
    csj_names *made = new (std::nothrow) csj_names{};
    if (made == nullptr) { return nullptr; }
    size_t count = 0;
    bool fits = true;
    while (fits && *texts != 0) {
        size_t length = std::strcspn(texts, "\n");
        fits = count < MOST_NAMES && length > 0 && length <= LONGEST_NAME;
        if (!fits) { break; }
        std::memcpy(made->names[count].text, texts, length);
        made->names[count++].length = uint8_t(length);
        texts += length + (texts[length] == '\n');
    }
    // 64 names in 512 slots: one try in 60 succeeds, so that ten thousand fail only for names that are the same.
    made->multiplier = 0x9E3779B97F4A7C15;
    for (int attempt = 0; fits && attempt < 10000; attempt++) {
        if (made->place(count)) { return made; }
        made->multiplier = (made->multiplier * 6364136223846793005u + 1442695040888963407u) | 1;
    }
    delete made;
    return nullptr;
}

void csj_names_free(csj_names *names) { delete names; }

int32_t csj_names_find(const csj_names *names, const uint8_t *text, size_t length) {
    if (names == nullptr || length == 0 || length > LONGEST_NAME) { return -1; }
    int8_t index = names->slots[names->slot(text, length)];
    if (index < 0) { return -1; }
    const name &candidate = names->names[index];
    return candidate.length == length && same(candidate.text, text, length) ? index : -1;
}
