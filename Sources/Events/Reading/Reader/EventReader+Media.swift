import Bytes

extension EventReader {
    private static let fields: FieldSet = [
        .mimetype, .filename, .url, .sha256, .caption, .size, .seconds, .width, .height,
    ]
    /// `jsonb`'s order: shorter names first, then by bytes. The text must be what Postgres prints, since the greatest
    /// of two is chosen by it on both sides.
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
        // One access of the buffer for all: each would cost a check that nobody else has it.
        guard try write(media, into: &scratch) else { return nil }
        return takeScratch()
    }

    /// Writes what is kept of `media`; false where that is nothing.
    private func write(_ media: Members, into output: inout ByteBuffer) throws(Poison) -> Bool {
        for (field, key) in Self.order where media.has(field) {
            switch field {
            case .size, .seconds, .width, .height:
                guard let number = optional(integer(field, Self.numbers, in: media)) else { continue }
                Self.open(key, &output)
                output.appendDecimal(number)
            default:
                guard let text = optional(try text(field, .any, in: media)) else { continue }
                Self.open(key, &output)
                if let token = media[field], !token.isEscaped {
                    output.append(token.quoted)
                } else {
                    output.append(jsonString: text)
                }
            }
        }
        guard output.count > 0 else { return false }
        output.append(UInt8(ascii: "}"))
        return true
    }

    private static func open(_ key: StaticString, _ output: inout ByteBuffer) {
        output.append(output.count == 0 ? "{" : ", ")
        output.append(key)
    }
}
