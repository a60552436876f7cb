extension JSONValue {
    /// The one value that `bytes` hold.
    package init(parsing bytes: [UInt8]) throws(JSONError) {
        var reader = JSONReader(bytes)
        guard let value = try reader.next() else { throw reader.unexpected("a value") }
        try reader.expectEnd()
        self = value
    }

    /// The one value that `bytes` hold.
    package init(parsing bytes: some Collection<UInt8>) throws(JSONError) { try self.init(parsing: Array(bytes)) }

    /// The one value that `text` holds.
    package init(parsing text: String) throws(JSONError) { try self.init(parsing: Array(text.utf8)) }

    /// Every value in `bytes`, which may be one document, NDJSON, or documents that merely follow each other.
    package static func documents(in bytes: [UInt8]) throws(JSONError) -> [JSONValue] {
        var reader = JSONReader(bytes)
        var values: [JSONValue] = []
        while let value = try reader.next() { values.append(value) }
        return values
    }
}
