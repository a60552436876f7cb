internal import JSON

/// A row of `zapline.event_archive`: contract §4. "Nothing is poison here."
struct ArchivedRecord {
    let record: LogRecord
    let instanceName: Text?
    let eventType: Text?
    let eventID: Text?
    let messageID: Text?

    init(_ record: LogRecord, _ content: Content) {
        self.record = record
        let attributes = content.attributes
        let type = attributes.type
        instanceName = attributes.subject
        // A name that makes the event poison can be read all the same.
        eventType = attributes.id("type")
        eventID = attributes.id("id")
        messageID = Self.messageID(of: type?.1, content.data)
    }

    /// "`message_id` (the first of several) where [it] can be read": a status lists several, whatever else names one.
    private static func messageID(of type: EventType?, _ data: Fields) -> Text? {
        let first = data.value("messageIds")?[0].flatMap(Fields.id)
        if case .message(.status) = type { return first }
        return data.id("messageId") ?? first
    }

    /// "NULL: none; else a JSON array of `[name, value]` in order, value a string, `null`, or `{"base64": …}` where it isn't
    /// UTF-8", without white space.
    var headers: Text? {
        guard !record.headers.isEmpty else { return nil }
        let pairs = record.headers.map { header in
            JSONValue.array([.string(String(decoding: header.name, as: UTF8.self)), Self.json(header.value)])
        }
        return Text(JSONValue.array(pairs).text)
    }

    /// The headers' text without white space and with no escape that JSON doesn't ask for; as it is, where it isn't JSON.
    static func canonical(_ headers: Text) -> Text {
        (try? JSONValue(parsing: headers.string)).map { Text($0.text) } ?? headers
    }

    private static func json(_ bytes: [UInt8]?) -> JSONValue {
        guard let bytes else { return .null }
        guard let string = String(validating: bytes, as: UTF8.self) else {
            return .object([JSONValue.Member(name: "base64", value: .string(ByteText.base64(bytes)))])
        }
        return .string(string)
    }
}
