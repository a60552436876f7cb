import Bytes

/// The `ce_*` headers of a record in binary mode.
///
/// The first of a name counts; one that is null or not UTF-8 counts as absent.
struct AttributeHeaders {
    private(set) var specversion: ByteView?
    private(set) var id: ByteView?
    private(set) var source: ByteView?
    private(set) var type: ByteView?
    private(set) var subject: ByteView?
    private(set) var time: ByteView?
    private(set) var sessionEpoch: ByteView?
    private(set) var sequence: ByteView?
    private var seen: UInt64 = 0

    private static let prefix: StaticString = "ce_"

    init(_ headers: PackedHeaders) {
        headers.forEach { name, value in
            guard name.hasPrefix(Self.prefix),
                let place = Field.table.place(of: name.slice(from: 3, count: name.count)),
                let field = Field(rawValue: UInt8(truncatingIfNeeded: place))
            else { return }
            let bit: UInt64 = 1 &<< UInt64(place)
            guard seen & bit == 0 else { return }
            seen |= bit
            if let value, value.isValidUTF8 { keep(value, as: field) }
        }
    }

    /// Whether the record has a type, without which one that has no value is a tombstone.
    var isTyped: Bool { type != nil }

    /// Whether the record says that it is an event in binary mode.
    var isBinary: Bool { specversion != nil }

    private mutating func keep(_ value: ByteView, as field: Field) {
        switch field {
        case .specversion: specversion = value
        case .id: id = value
        case .source: source = value
        case .type: type = value
        case .subject: subject = value
        case .time: time = value
        case .sessionepoch: sessionEpoch = value
        case .sequence: sequence = value
        default: break
        }
    }
}

extension EventReader {
    /// The attributes of an event in binary mode. The subject is checked as it came: its U+0000 is a fault and not
    /// replaced.
    func envelope(of headers: AttributeHeaders) -> Envelope {
        Envelope(
            specversion: header(headers.specversion) { $0 },
            id: header(headers.id) { TextRule.address.admits($0) ? $0 : nil },
            source: header(headers.source) { TextRule.some.admits($0) ? $0 : nil },
            type: header(headers.type) { $0 },
            subject: headers.subject.map { TextRule.subject.admits($0) ? .value($0) : .flawed(.range) } ?? .absent,
            time: header(headers.time) { EventTimestamp.microseconds(of: $0) },
            sessionEpoch: header(headers.sessionEpoch) { text in
                Envelope.number(text).flatMap { Int64(exactly: $0) }.flatMap { Envelope.epochs ~= $0 ? $0 : nil }
            },
            sequence: header(headers.sequence) { Envelope.sequence($0) })
    }

    private func header<Value>(_ text: ByteView?, _ read: (ByteView) -> Value?) -> Found<Value> {
        guard let text else { return .absent }
        guard let value = read(withoutZeros(text)) else { return .flawed(.range) }
        return .value(value)
    }
}
