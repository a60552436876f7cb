import JSON

/// A schema that is ready for use. Others are meant by their index in the set.
struct CompiledSchema: Sendable {
    /// A keyword that asks something.
    enum Rule: Sendable {
        case never
        case type([Kind])
        case const(JSONValue)
        case oneOf([JSONValue])
        case required([String])
        case properties([(name: String, schema: Int)])
        case items(Int)
        case minItems(Int)
        case minLength(Int)
        case maxLength(Int)
        case minimum(ExactNumber, text: String)
        case maximum(ExactNumber, text: String)
        case pattern(Pattern, text: String)
        case dateTime
        /// The value itself is held against other schemas.
        case all([Int])
    }

    /// A keyword, and where it stands.
    struct Keyword: Sendable {
        var name: String
        var place: String
        var rule: Rule
    }

    var place: Place
    var keywords: [Keyword] = []
    /// A reference, still to be resolved when all documents are read.
    var reference: String?
}
