// JSON by simdjson's structural index (its stage 1), with a C face.
//
// simdjson finds every structural character of a document in one vectorised pass, checks there that the whole is
// UTF-8, that strings end and that no control character stands in one. What is read of the document is then read on
// demand by walking that index: raw tokens come back as addresses in the caller's own bytes, and what nobody asked
// for is stepped over without a look. simdjson's own walkers don't serve: the DOM refuses valid documents (lone
// surrogates, numbers past 64 bits, nesting past 1,024), and its on-demand front end can't give a string's length
// without unescaping it.
//
// Memory: one 32-bit place a structural character, given back after a large document. No exceptions, no global state.
#ifndef CSIMDJSON_H
#define CSIMDJSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CSJ_ENUM(name) enum __attribute__((enum_extensibility(closed))) name : uint8_t
#define CSJ_NAMED(name) __attribute__((swift_name(name)))

#ifdef __cplusplus
extern "C" {
#endif

/// What a token is. Numbers are `CSJ_INTEGER` if they are written without fraction and exponent.
typedef CSJ_ENUM(csj_kind) {
    CSJ_NULL CSJ_NAMED("null"),
    CSJ_FALSE CSJ_NAMED("false"),
    CSJ_TRUE CSJ_NAMED("true"),
    CSJ_INTEGER CSJ_NAMED("integer"),
    CSJ_NUMBER CSJ_NAMED("number"),
    CSJ_STRING CSJ_NAMED("string"),
    CSJ_OBJECT_BEGIN CSJ_NAMED("objectBegin"),
    CSJ_OBJECT_END CSJ_NAMED("objectEnd"),
    CSJ_ARRAY_BEGIN CSJ_NAMED("arrayBegin"),
    CSJ_ARRAY_END CSJ_NAMED("arrayEnd"),
    CSJ_COLON CSJ_NAMED("colon"),
    CSJ_COMMA CSJ_NAMED("comma"),
    CSJ_END CSJ_NAMED("end"),
} csj_kind;

/// Why bytes are not JSON.
typedef CSJ_ENUM(csj_fault) {
    CSJ_OK CSJ_NAMED("ok"),
    CSJ_EMPTY CSJ_NAMED("empty"),
    CSJ_NOT_UTF8 CSJ_NAMED("notUTF8"),
    CSJ_OPEN_STRING CSJ_NAMED("openString"),
    CSJ_CONTROL_CHARACTER CSJ_NAMED("controlCharacter"),
    CSJ_STRUCTURE CSJ_NAMED("structure"),
    CSJ_LITERAL CSJ_NAMED("literal"),
    CSJ_BAD_NUMBER CSJ_NAMED("badNumber"),
    CSJ_ESCAPE CSJ_NAMED("escape"),
    CSJ_TRAILING CSJ_NAMED("trailing"),
    CSJ_TOO_LARGE CSJ_NAMED("tooLarge"),
    CSJ_NO_MEMORY CSJ_NAMED("noMemory"),
} csj_fault;

/// One token. Of a string `text` is what stands between the quotes, escapes and all.
typedef struct csj_token {
    const uint8_t *_Nonnull text;
    uint32_t length;
    /// The token's place in the index: where an object or array can be entered.
    uint32_t place;
    csj_kind kind;
    /// A string with a backslash in it: `csj_unescape` before use.
    bool escaped;
} csj_token;

// MARK: Names

/// A set of up to 64 names, each known by its place in the list. Immutable: any number of threads may read it.
typedef struct csj_names csj_names;

/// Names of 1 to 31 bytes, separated by line feeds, hashed perfectly; NULL where there are more than 64, a longer
/// one, or the same one twice.
csj_names *_Nullable csj_names_make(const char *_Nonnull names);
void csj_names_free(csj_names *_Nullable names);
/// The place of the name that these bytes spell, or −1.
int32_t csj_names_find(const csj_names *_Nullable names, const uint8_t *_Nullable text, size_t length);

// MARK: Documents

/// A reader of one document after another. One thread at a time.
typedef struct csj_document csj_document;

csj_document *_Nullable csj_document_make(void);
void csj_document_free(csj_document *_Nullable document);

/// Indexes `count` bytes, behind which 64 more must be readable. They must stay where they are as long as they are
/// read.
csj_fault csj_document_open(csj_document *_Nonnull document, const uint8_t *_Nullable bytes, size_t count);
/// The token at `*place`, which then is the next one's; `CSJ_END` behind the last. Checks literals and numbers.
csj_fault csj_document_next(csj_document *_Nonnull document, uint32_t *_Nonnull place, csj_token *_Nonnull token);
/// Steps over the value that begins at `*place`, which then is the place behind it.
csj_fault csj_document_skip(csj_document *_Nonnull document, uint32_t *_Nonnull place);
/// Reads the object that begins at `place`: of each wanted name (a bit each) the first member's value goes into its
/// slot, and its bit is set in `found`. Other values are stepped over. The object at place 0 must end with the
/// document. It ends as soon as one of `enough` is found.
csj_fault csj_document_object(
    csj_document *_Nonnull document, uint32_t place, const csj_names *_Nullable names, uint64_t wanted, uint64_t enough,
    csj_token *_Nonnull slots, uint64_t *_Nonnull found);
/// The offset of the byte where the last fault was found, or −1 where simdjson does not say.
int64_t csj_document_fault_offset(const csj_document *_Nonnull document);

// MARK: Strings

/// Writes what `length` bytes of a string token mean into `room`, which has as many bytes, and returns how many it
/// wrote, or −1 where an escape is malformed. U+0000 and lone surrogates, which Postgres can't keep, become U+FFFD,
/// one for one; `*zeros` counts the U+0000.
ptrdiff_t csj_unescape(
    const uint8_t *_Nonnull text, size_t length, uint8_t *_Nonnull room, size_t *_Nonnull zeros);

#ifdef __cplusplus
}
#endif

#endif
