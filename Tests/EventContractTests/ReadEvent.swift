import Bytes
import Events
import JSON

/// What the consumers' reader makes of an event, once for each way that it may come.
struct ReadEvent: Equatable {
    /// What it is to them.
    enum Verdict: Equatable {
        /// An event of this type, of whose data rows of this kind are made.
        case event(String, rows: String)
        case tombstone
        /// None; the field at fault, `-` where it is the whole value.
        case poison(String)
    }

    var verdict: Verdict
    /// Optional fields that counted as absent.
    var invalidFields: Int

    /// The field at fault, where it is poison.
    var fault: String? {
        guard case .poison(let field) = verdict else { return nil }
        return field
    }

    /// An event in structured mode.
    init(structured event: JSONValue) {
        let arena = Arena()
        self.init(value: arena.copy(event.text), headers: .none, arena)
    }

    /// The same event in binary mode: attributes in headers, the value is the data.
    init(binary event: JSONValue) {
        let arena = Arena()
        var headers = PackedHeaders.Builder()
        for attribute in event.object ?? [] where attribute.name != "data" {
            let text = attribute.value.string ?? attribute.value.text
            headers.add(name: arena.copy("ce_\(attribute.name)"), value: arena.copy(text))
        }
        self.init(value: event["data"].map { arena.copy($0.text) }, headers: headers.finish(into: arena), arena)
    }

    private init(value: ByteView?, headers: PackedHeaders, _ arena: Arena) {
        let reader = EventReader(arena: arena)
        let record = Record(
            logID: 1, topic: 0, partition: 0, offset: 0, timestamp: 1_795_428_000_000, key: nil, value: value,
            headers: headers)
        switch reader.read(record) {
        case .event(let event): verdict = .event(event.typeName.string, rows: Self.rows(of: event))
        case .tombstone: verdict = .tombstone
        case .poison(let poison): verdict = .poison(poison.field ?? "-")
        }
        invalidFields = reader.invalidFields
    }

    private static func rows(of event: Event) -> String {
        switch event.data {
        case .none: event.type == nil ? "unknown type" : "none"
        case .lifecycle: "lifecycle"
        case .body: "body"
        case .status: "status"
        case .edit: "edit"
        case .revoke: "revoke"
        case .reaction: "reaction"
        case .contact: "contact"
        case .chat: "chat"
        }
    }
}
