import Bytes

extension EventReader {
    private static let fields: FieldSet = [
        .mimetype, .filename, .url, .sha256, .caption, .size, .seconds, .width, .height,
    ]
    /// `jsonb`'s order: shorter names first, then by bytes. The text must be what Postgres prints, since the greatest of two is
    /// chosen by it on both sides.
    private static let order: [(field: Field, key: StaticString)] = [
        (.url, "\"url\": "), (.size, "\"size\": "), (.width, "\"width\": "), (.height, "\"height\": "),
        (.sha256, "\"sha256\": "), (.caption, "\"caption\": "), (.seconds, "\"seconds\": "),
        (.filename, "\"filename\": "), (.mimetype, "\"mimetype\": "),
    ]
    /// What a size, a length or a duration can be: JSON's integers.
    private static let numbers: ClosedRange<Int64> = 0...1 << 53

    /// `media` as Postgres prints the `jsonb` of what is kept of it; nil where that is nothing.
    func media(in data: Members) throws(Poison) -> ByteView? {
        guard let media = optional(try object(.media, wanted: Self.fields, in: data)) else { return nil }
        scratch.removeAll()
        for (field, key) in Self.order where media.has(field) {
            try append(field, key, of: media)
        }
        guard scratch.count > 0 else { return nil }
        scratch.append(UInt8(ascii: "}"))
        return takeScratch()
    }

    private func append(_ field: Field, _ key: StaticString, of media: Members) throws(Poison) {
        switch field {
        case .size, .seconds, .width, .height:
            guard let number = optional(integer(field, Self.numbers, in: media)) else { return }
            open(key)
            scratch.appendDecimal(number)
        default:
            guard let text = optional(try text(field, .any, in: media)) else { return }
            open(key)
            if let token = media[field], !token.isEscaped {
                scratch.append(token.quoted)
            } else {
                scratch.append(jsonString: text)
            }
        }
    }

    private func open(_ key: StaticString) {
        scratch.append(scratch.count == 0 ? "{" : ", ")
        scratch.append(key)
    }
}
