internal import JSON

/// What is kept of a message's `media`: contract §3.
enum Media {
    /// "`mimetype filename url sha256 caption` (strings) and `size seconds width height` (integers 0 … 2⁵³); an empty one
    /// is absent", as Postgres prints that `jsonb`.
    static func text(_ media: Fields) -> Text? {
        let strings = ["mimetype", "filename", "url", "sha256", "caption"].compactMap { name in
            media.text(name).map { JSONValue.Member(name: name, value: .string($0.string)) }
        }
        let integers = ["size", "seconds", "width", "height"].compactMap { name in
            media.integer(name, in: 0...1 << 53).map { JSONValue.Member(name: name, value: .number(String($0))) }
        }
        let members = strings + integers
        return members.isEmpty ? nil : JSONB.text(.object(members)).map { Text($0) }
    }
}
