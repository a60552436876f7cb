/// The headers of one record in one run of bytes: for each `[u32 length][name][i32 length, −1 for none][value]`.
///
/// One allocation-free copy a record instead of a list of pairs.
package struct PackedHeaders {
    /// The packed bytes, or nil where the record has no headers.
    package let bytes: ByteView?

    /// Headers packed by a `Builder`.
    package init(bytes: ByteView?) { self.bytes = bytes }

    /// A record without headers.
    package static var none: PackedHeaders { PackedHeaders(bytes: nil) }

    /// Whether there are none.
    package var isEmpty: Bool { bytes?.isEmpty ?? true }

    /// Gives each header to `body`, in the record's order; a value of nil is Kafka's null, not an empty one.
    package func forEach(_ body: (_ name: ByteView, _ value: ByteView?) -> Void) {
        guard let bytes else { return }
        var place = 0
        while place + 8 <= bytes.count {
            let nameLength = Int(Self.length(bytes, at: place))
            let name = bytes.slice(from: place + 4, count: nameLength)
            place += 4 + nameLength
            let valueLength = Int(Self.length(bytes, at: place))
            body(name, valueLength < 0 ? nil : bytes.slice(from: place + 4, count: valueLength))
            place += 4 + max(valueLength, 0)
        }
    }

    /// The value of the first header called `name`; nil where there is none or it is null.
    package func value(of name: StaticString) -> ByteView? {
        var found = false
        var result: ByteView?
        forEach { candidate, value in
            guard !found, candidate == name else { return }
            found = true
            result = value
        }
        return result
    }

    private static func length(_ bytes: ByteView, at place: Int) -> Int32 {
        var number: UInt32 = 0
        for index in 0..<4 { number = number << 8 | UInt32(bytes[place + index]) }
        return Int32(bitPattern: number)
    }

    /// Packs the headers of one record after another, with one buffer.
    package struct Builder: ~Copyable {
        private var buffer = ByteBuffer(capacity: 256)

        /// A builder without headers.
        package init() {}

        /// Adds a header; `value` nil is Kafka's null.
        package mutating func add(name: ByteView, value: ByteView?) {
            buffer.appendBigEndian(UInt32(truncatingIfNeeded: name.count))
            buffer.append(name)
            buffer.appendBigEndian(value.map { Int32(truncatingIfNeeded: $0.count) } ?? -1)
            if let value { buffer.append(value) }
        }

        /// What was added, copied into `arena`; the builder is empty again.
        package mutating func finish(into arena: Arena) -> PackedHeaders {
            defer { buffer.removeAll() }
            return buffer.count == 0 ? .none : PackedHeaders(bytes: arena.copy(buffer.view))
        }
    }
}
