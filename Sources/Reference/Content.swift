internal import JSON

/// What the bytes of a record are, before any rule is asked: the two modes of CloudEvents over Kafka, and what is neither.
enum Content {
    /// "A record with neither value nor `ce_type`."
    case tombstone
    /// An envelope of either mode. Binary mode is turned into the structured form it stands for.
    case envelope(attributes: Fields, data: Payload)
    /// A value that isn't JSON in UTF-8, and no header that says what it belongs to.
    case notJSON
    /// JSON that is no envelope.
    case bareJSON

    /// What an envelope carries.
    enum Payload {
        case json(JSONValue)
        case absent
        /// Binary mode only: headers of an event over a value that isn't JSON.
        case notJSON
    }

    init(_ record: LogRecord) {
        let isBinary = record.header("ce_specversion") != nil
        guard let value = record.value else {
            let isEvent = record.header("ce_type") != nil
            self = isEvent ? .envelope(attributes: Fields(record.attributes), data: .absent) : .tombstone
            return
        }
        guard let json = try? JSONValue(parsing: value) else {
            self = isBinary ? .envelope(attributes: Fields(record.attributes), data: .notJSON) : .notJSON
            return
        }
        if json["specversion"] != nil {
            self = .envelope(attributes: Fields(json), data: json["data"].map(Payload.json) ?? .absent)
        } else {
            self = isBinary ? .envelope(attributes: Fields(record.attributes), data: .json(json)) : .bareJSON
        }
    }

    /// The attributes, for the archive, where nothing is poison.
    var attributes: Fields {
        guard case .envelope(let attributes, _) = self else { return Fields(nil) }
        return attributes
    }

    /// "`data` is an object; absent means `{}`", and so does one of another type, which is an invalid optional field.
    var data: Fields {
        guard case .envelope(_, .json(let data)) = self else { return Fields(nil) }
        return Fields(data)
    }
}

extension LogRecord {
    /// The first header of that name.
    fileprivate func header(_ name: String) -> Header? {
        headers.first { $0.name.elementsEqual(name.utf8) }
    }

    /// The `ce_` headers as the members of a structured envelope.
    fileprivate var attributes: JSONValue {
        .object(
            headers.compactMap { header in
                guard header.name.starts(with: "ce_".utf8) else { return nil }
                let name = String(decoding: header.name.dropFirst(3), as: UTF8.self)
                return JSONValue.Member(name: name, value: Self.attribute(name, header.value))
            })
    }

    /// The value of an attribute in a header: a string, but for `sessionepoch`, which structured mode has as an integer.
    private static func attribute(_ name: String, _ bytes: [UInt8]?) -> JSONValue {
        guard let bytes else { return .null }
        // What isn't UTF-8 becomes a value of a type that no attribute has.
        guard let string = String(validating: bytes, as: UTF8.self) else { return .array([]) }
        return name == "sessionepoch" ? integer(string) : .string(string)
    }

    /// "Binary mode: digits": the integer token of the same number, or a value of the wrong type.
    private static func integer(_ string: String) -> JSONValue {
        guard !string.isEmpty, string.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return .array([]) }
        let significant = string.drop { $0 == "0" }
        return .number(significant.isEmpty ? "0" : String(significant))
    }
}
