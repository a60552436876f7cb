/// Every name that rows and verdicts are made of, spelled as on the wire; its number is its slot.
enum Field: UInt8, CaseIterable {
    // The envelope.
    case specversion, id, source, type, subject, time, sessionepoch, sequence, data, traceparent
    // Lifecycle.
    case qr, session, phoneNumber, reason, until, state
    // Messages.
    case messageId, messageIds, editId, chat, timestamp, fromMe, sender, participant, by
    case kind, text, media, replyTo, pushName, aliases, status, error, emoji
    // Contacts and chats.
    case contact, name, phone, isBusiness, description, archived
    // Objects in `data`: aliases (with `phone`), error, media.
    case lid, code
    case mimetype, filename, url, sha256, caption, size, seconds, width, height

    /// All names, each in its place.
    static let table = NameTable(allCases.map { "\($0)" })
}

/// Some of the names.
struct FieldSet: ExpressibleByArrayLiteral, Equatable {
    /// A bit a field.
    let bits: UInt64

    init(arrayLiteral fields: Field...) {
        bits = fields.reduce(0) { $0 | 1 &<< UInt64($1.rawValue) }
    }

    /// Whether there are none.
    var isEmpty: Bool { bits == 0 }
}

extension Field {
    /// The name on the wire.
    var name: String { "\(self)" }

    /// What contract §1 to §3 ask of the field where it is required.
    var rule: String {
        switch self {
        case .specversion: "\"1.0\""
        case .source: "a string that is not empty, `/gateways/<family>/<node>` or `/operators/<name>`"
        case .type: "a string that begins with `whatsapp.`"
        case .subject: "a string of 1 to 255 bytes without control characters"
        case .time: "an RFC 3339 time of the years 1 to 9999, where the record has no timestamp of its own"
        case .timestamp: "an RFC 3339 time of the years 1 to 9999"
        case .messageIds: "a list of one or more strings of 1 to 255 bytes"
        case .status: "one of pending, server, delivered, read, played and failed"
        case .qr, .text, .emoji: "a string"
        default: "a string of 1 to 255 bytes"
        }
    }
}
