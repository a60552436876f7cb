import Bytes

@testable import Events

/// A reader with an arena of its own, and records as short as a test can write them.
struct Desk {
    let arena = Arena()
    let reader: EventReader

    init(maxEventBytes: Int = 16 << 20) { reader = EventReader(arena: arena, maxEventBytes: maxEventBytes) }

    /// A record at Kafka's time `timestamp` (milliseconds).
    func record(
        _ value: [UInt8]?, headers: [(String, [UInt8]?)] = [], timestamp: Int64 = 1_700_000_000_000
    ) -> Record {
        var builder = PackedHeaders.Builder()
        for (name, value) in headers {
            builder.add(name: arena.copy(name), value: value.map { copy($0) })
        }
        return Record(
            logID: 1, topic: 0, partition: 0, offset: 0, timestamp: timestamp, key: nil,
            value: value.map { copy($0) }, headers: builder.finish(into: arena))
    }

    func copy(_ bytes: [UInt8]) -> ByteView { unsafe bytes.withUnsafeBytes { unsafe arena.copy($0) } }

    func read(_ value: String, timestamp: Int64 = 1_700_000_000_000) -> Reading {
        reader.read(record(Array(value.utf8), timestamp: timestamp))
    }

    func read(_ type: String, data: String) -> Reading { read(Sample.event(type: type, data: data)) }
}

/// Events as text.
enum Sample {
    static let envelope: [(String, String)] = [
        ("specversion", "\"1.0\""), ("id", "\"01JD\""), ("source", "\"/gateways/baileys/node-1\""),
        ("type", "\"whatsapp.canary\""), ("subject", "\"loja-centro\""), ("time", "\"2026-11-23T10:00:00.123Z\""),
        ("sessionepoch", "3"), ("sequence", "\"00000000000000000042\""), ("data", "{}"),
    ]

    /// An object of `members`, with some replaced; nil leaves a member out.
    static func object(_ members: [(String, String)], _ changes: [(String, String?)] = []) -> String {
        var left = changes
        var parts: [String] = []
        for (name, value) in members {
            if let index = left.firstIndex(where: { $0.0 == name }) {
                if let value = left.remove(at: index).1 { parts.append("\"\(name)\":\(value)") }
            } else {
                parts.append("\"\(name)\":\(value)")
            }
        }
        parts += left.compactMap { name, value in value.map { "\"\(name)\":\($0)" } }
        return "{\(parts.joined(separator: ","))}"
    }

    static func event(_ changes: [(String, String?)] = []) -> String { object(envelope, changes) }

    static func event(type: String, data: String) -> String {
        event([("type", "\"whatsapp.\(type)\""), ("data", data)])
    }

    /// The data of each type with nothing but what is required.
    static let required: [String: [(String, String)]] = [
        "session.qr": [("qr", "\"2@code\"")],
        "session.connected": [], "session.authenticated": [], "session.failed": [], "session.deleted": [],
        "message.received": body, "message.sent": body, "message.undecryptable": body,
        "message.status": [("messageIds", "[\"A1\"]"), ("status", "\"read\"")],
        "message.edited": [("messageId", "\"A1\""), ("editId", "\"E1\""), ("text", "\"new\"")],
        "message.revoked": [("messageId", "\"A1\"")],
        "message.reaction": [("messageId", "\"A1\""), ("sender", "\"5@s.whatsapp.net\""), ("emoji", "\"x\"")],
        "contact.updated": [("contact", "\"5@s.whatsapp.net\"")],
        "chat.updated": [("chat", "\"5@g.us\"")], "group.updated": [("chat", "\"5@g.us\"")],
    ]

    private static let body = [
        ("messageId", "\"A1\""), ("chat", "\"5@s.whatsapp.net\""), ("timestamp", "\"2026-11-23T09:59:59Z\""),
    ]
}

extension Reading {
    var event: Event? {
        guard case .event(let event) = self else { return nil }
        return event
    }

    var poison: Poison? {
        guard case .poison(let poison) = self else { return nil }
        return poison
    }

    var isTombstone: Bool {
        guard case .tombstone = self else { return false }
        return true
    }

    /// Reason and field, as a table writes them.
    var verdict: String {
        switch self {
        case .event: "event"
        case .tombstone: "tombstone"
        case .poison(let poison): [poison.reason.rawValue, poison.field].compactMap(\.self).joined(separator: " ")
        }
    }
}

extension EventData {
    var lifecycle: LifecycleData? {
        guard case .lifecycle(let data) = self else { return nil }
        return data
    }
    var body: BodyData? {
        guard case .body(let data) = self else { return nil }
        return data
    }
    var status: StatusData? {
        guard case .status(let data) = self else { return nil }
        return data
    }
    var edit: EditData? {
        guard case .edit(let data) = self else { return nil }
        return data
    }
    var revoke: RevokeData? {
        guard case .revoke(let data) = self else { return nil }
        return data
    }
    var reaction: ReactionData? {
        guard case .reaction(let data) = self else { return nil }
        return data
    }
    var contact: ContactData? {
        guard case .contact(let data) = self else { return nil }
        return data
    }
    var chat: ChatData? {
        guard case .chat(let data) = self else { return nil }
        return data
    }
    var isNone: Bool {
        guard case .none = self else { return false }
        return true
    }
}

/// Whether a view is there and shows these bytes.
func == (view: ByteView?, text: String) -> Bool { view.map { $0.array == Array(text.utf8) } ?? false }

/// A generator that gives the same numbers for the same seed (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
