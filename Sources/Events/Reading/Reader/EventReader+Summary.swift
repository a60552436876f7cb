package import Bytes

extension EventReader {
    private static let summaryFields: FieldSet = [.specversion, .id, .type, .subject, .data]
    private static let messageFields: FieldSet = [.messageId, .messageIds]
    private static let statusFields: FieldSet = [.messageIds]
    private static let enough: FieldSet = [.messageId]

    /// What the archive keeps of `record` in columns of its own (contract §4): whatever can be read, of poison too,
    /// and whatever its size; no rule but each value's own.
    package func summary(of record: Record) -> Summary {
        var summary = Summary.nothing
        guard let value = record.value else {
            let headers = AttributeHeaders(record.headers)
            if headers.isTyped { fill(&summary, from: headers) }
            return summary
        }
        let members = (try? document.open(value)).flatMap { try? object(at: 0, wanted: Self.summaryFields) }
        if let members, members.has(.specversion) {
            fill(&summary, from: members)
            summary.messageID = messageID(in: members[.data], summary.typeName)
            return summary
        }
        let headers = record.headers.isEmpty ? nil : AttributeHeaders(record.headers)
        if let headers, headers.isBinary || headers.isTyped {
            fill(&summary, from: headers)
            if members != nil { summary.messageID = messageID(in: try? root(), summary.typeName) }
        } else if let members {
            fill(&summary, from: members)
        }
        return summary
    }

    private func object(at place: UInt32, wanted: FieldSet) throws(Poison) -> Members {
        try document.object(at: place, .envelope, wanted: wanted)
    }

    private func fill(_ summary: inout Summary, from members: Members) {
        summary.subject = readable(.subject, .subject, in: members)
        summary.typeName = readable(.type, .address, in: members)
        summary.id = readable(.id, .address, in: members)
    }

    private func fill(_ summary: inout Summary, from headers: AttributeHeaders) {
        let envelope = envelope(of: headers)
        if case .value(let subject) = envelope.subject { summary.subject = subject }
        if case .value(let type) = envelope.type, TextRule.address.admits(type) { summary.typeName = type }
        if case .value(let id) = envelope.id { summary.id = id }
    }

    /// `messageId`, else the first of `messageIds`; a status has only these.
    private func messageID(in data: Token?, _ type: ByteView?) -> ByteView? {
        guard let data, data.isObject else { return nil }
        let isStatus = type.map { $0 == EventType.messageStatus.name } ?? false
        let members = try? document.object(
            at: data.place, .data, wanted: isStatus ? Self.statusFields : Self.messageFields,
            enough: isStatus ? Self.statusFields : Self.enough)
        guard let members else { return nil }
        if let id = readable(.messageId, .address, in: members) { return id }
        return members[.messageIds].flatMap { try? firstMessageID($0) }
    }

    func readable(_ field: Field, _ rule: TextRule, in members: Members) -> ByteView? {
        guard let found = try? text(field, rule, in: members), case .value(let text) = found else { return nil }
        return text
    }
}
