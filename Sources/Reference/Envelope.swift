internal import JSON

/// The attributes of an event that its rows depend on: contract §1.
struct Envelope {
    let id: Text
    let source: Text
    let typeName: Text
    let type: EventType
    let subject: Text
    let time: Moment
    let sessionEpoch: Int64
    let sequence: UInt64?

    /// "An operator is `/operators/<name>`."
    var isOperator: Bool { source.hasPrefix("/operators/") }

    /// Reads the attributes in the order of the contract's table; the first that is wrong makes the record poison.
    init(_ attributes: Fields, timestamp: Int64) throws(Poison) {
        _ = try attributes.required("specversion") { _ in attributes.specversion }
        id = try attributes.required("id", as: attributes.id)
        source = try attributes.required("source") { _ in attributes.source }
        (typeName, type) = try attributes.required("type") { _ in attributes.type }
        subject = try attributes.required("subject") { _ in attributes.subject }
        time = try attributes.required("time") { name in
            attributes.moment(name) ?? Moment(kafka: timestamp, in: Moment.eventYears)
        }
        sessionEpoch = attributes.integer("sessionepoch", in: 0...Int64(Int32.max)) ?? 0
        sequence = attributes.sequence
    }
}

/// The attributes whose rules are their own. The archive reads these too, each for itself.
extension Fields {
    fileprivate var specversion: Bool? {
        text("specversion") == "1.0" ? true : nil
    }

    /// CloudEvents 1.0: "MUST be a non-empty URI-reference".
    fileprivate var source: Text? {
        text("source").flatMap { $0.byteCount > 0 ? $0 : nil }
    }

    /// A type that begins with `whatsapp.`, known or not.
    var type: (Text, EventType)? {
        guard let name = text("type"), let type = EventType(name) else { return nil }
        return (name, type)
    }

    /// "The instance's name, 1–255 bytes, none below 0x20, no 0x7F."
    var subject: Text? {
        guard let string = value("subject")?.string, string.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
            return nil
        }
        return id("subject")
    }

    /// "String of 1–20 digits below 2⁶⁴."
    fileprivate var sequence: UInt64? {
        guard let string = value("sequence")?.string, (1...20).contains(string.utf8.count),
            string.utf8.allSatisfy({ (0x30...0x39).contains($0) })
        else { return nil }
        return UInt64(string)
    }
}
