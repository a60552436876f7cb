import Bytes

extension EventReader {
    /// What is read of a structured event outside its data.
    static let envelopeFields: FieldSet = [
        .specversion, .id, .source, .type, .subject, .time, .sessionepoch, .sequence, .data,
    ]

    /// The attributes of a structured event.
    func envelope(of members: Members) throws(Poison) -> Envelope {
        Envelope(
            specversion: try text(.specversion, .any, in: members),
            id: try text(.id, .address, in: members),
            source: try text(.source, .some, in: members),
            type: try text(.type, .any, in: members),
            subject: try text(.subject, .subject, in: members),
            time: try time(.time, in: members),
            sessionEpoch: integer(.sessionepoch, Envelope.epochs, in: members),
            sequence: try sequence(in: members))
    }

    private func sequence(in members: Members) throws(Poison) -> Found<UInt64> {
        switch try text(.sequence, .any, in: members) {
        case .value(let text): Envelope.sequence(text).map { .value($0) } ?? .flawed(.range)
        case .flawed(let flaw): .flawed(flaw)
        }
    }

    /// What an envelope and its data make; `data` nil: there is none.
    func reading(_ envelope: borrowing Envelope, data: Token?, _ record: Record) throws(Poison) -> Reading {
        guard try required(.specversion, envelope.specversion) == "1.0" else { throw Poison(.range, of: .specversion) }
        let id = try required(.id, envelope.id)
        let source = try required(.source, envelope.source)
        let typeName = try required(.type, envelope.type)
        guard typeName.hasPrefix(EventType.prefix) else { throw Poison(.range, of: .type) }
        let subject = try required(.subject, envelope.subject)
        guard let time = optional(envelope.time) ?? EventTimestamp.microseconds(ofMilliseconds: record.timestamp) else {
            throw Poison(.absent, of: .time)
        }
        // "Its own epoch and sequence are not read" (contract §2.2), so they can't be wrong either.
        let isOperator = source.hasPrefix("/operators/")
        let type = EventType(typeName)
        return .event(
            Event(
                type: type, typeName: typeName, id: id, source: source, subject: subject, time: time,
                sessionEpoch: isOperator ? 0 : Int32(truncatingIfNeeded: optional(envelope.sessionEpoch) ?? 0),
                sequence: isOperator ? nil : optional(envelope.sequence), isOperator: isOperator,
                data: try eventData(of: type, data, time: time)))
    }
}
