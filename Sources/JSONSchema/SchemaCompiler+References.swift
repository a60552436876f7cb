extension SchemaCompiler {
    /// Finds what each `$ref` means, once all documents are read, and refuses rings, in which a check would never end.
    mutating func resolve() throws(SchemaError) {
        for (index, schema) in schemas.enumerated() {
            guard let reference = schema.reference else { continue }
            let place = schema.place.below("$ref")
            guard let target = target(of: reference, in: schema.place.document) else {
                throw SchemaError(place: place.text, message: "there is no schema at \"\(reference)\"")
            }
            put(.init(name: "$ref", place: place.text, rule: .all([target])), in: index)
        }
        var states = [State](repeating: .new, count: schemas.count)
        for index in schemas.indices { try visit(index, &states) }
    }

    /// The schema that a reference means: another document's name, a JSON pointer, or both.
    private func target(of reference: String, in document: String) -> Int? {
        let parts = reference.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
        let name = parts[0].isEmpty ? document : String(parts[0])
        guard let pointer = Self.decoded(parts.count > 1 ? parts[1] : "") else { return nil }
        return indices[Array("\(name)#".utf8) + pointer]
    }

    /// A URI's fragment with its per cent signs resolved; nil where they are wrong.
    private static func decoded(_ fragment: Substring) -> [UInt8]? {
        var result: [UInt8] = []
        var rest = fragment.utf8[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                result.append(byte)
                continue
            }
            let digits = String(decoding: rest.prefix(2), as: UTF8.self)
            guard digits.utf8.count == 2, digits.first != "+", let decoded = UInt8(digits, radix: 16) else {
                return nil
            }
            result.append(decoded)
            rest = rest.dropFirst(2)
        }
        return result
    }

    /// How far the search for rings has come with a schema.
    private enum State { case new, open, done }

    private func visit(_ index: Int, _ states: inout [State]) throws(SchemaError) {
        guard states[index] != .done else { return }
        guard states[index] != .open else {
            throw SchemaError(place: schemas[index].place.text, message: "refers to itself without end")
        }
        states[index] = .open
        for keyword in schemas[index].keywords {
            guard case .all(let others) = keyword.rule else { continue }
            for other in others { try visit(other, &states) }
        }
        states[index] = .done
    }
}
