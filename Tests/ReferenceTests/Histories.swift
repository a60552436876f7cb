import JSON

@testable import Reference

/// The time so many seconds after ten o'clock, as events write it.
func time(_ second: Int) -> String {
    "2026-11-23T10:00:\(second < 10 ? "0" : "")\(second)Z"
}

/// The same time as Postgres prints it.
func shown(_ second: Int) -> String {
    "2026-11-23 10:00:\(second < 10 ? "0" : "")\(second)+00"
}

/// An event in structured mode, on the topic that its type belongs on. Its attributes can be
/// replaced or left out.
func event(
    _ type: String, at second: Int = 0, of instance: String = "loja", by source: String = "/gateways/waha/node-1",
    epoch: Int? = nil, sequence: String? = nil, data: JSONValue? = nil, on topic: LogRecord.Topic? = nil,
    replacing replaced: [String: JSONValue] = [:], without missing: String? = nil
) -> LogRecord {
    var attributes: [(String, JSONValue?)] = [
        ("specversion", "1.0"), ("id", "01JD"), ("source", .string(source)), ("type", .string("whatsapp.\(type)")),
        ("subject", .string(instance)), ("time", .string(time(second))), ("sessionepoch", epoch.map { .integer($0) }),
        ("sequence", sequence.map { .string($0) }), ("data", data),
    ]
    attributes = attributes.map { name, value in (name, name == missing ? nil : replaced[name] ?? value) }
    let members = attributes.compactMap { name, value in value.map { JSONValue.Member(name: name, value: $0) } }
    return record(JSONValue.object(members).text, on: topic ?? home(of: type))
}

/// A record of any text.
func record(
    _ value: String?, headers: [(String, String?)] = [], timestamp: Int64 = -1, on topic: LogRecord.Topic = .messages
) -> LogRecord {
    LogRecord(
        topic: topic, offset: 0, timestamp: timestamp, headers: headers.map { LogRecord.Header($0.0, $0.1) },
        value: value.map { Array($0.utf8) })
}

private func home(of type: String) -> LogRecord.Topic {
    if type == "session.heartbeat" { return .heartbeats }
    return type.hasPrefix("session.") ? .lifecycle : .messages
}

/// The oracle after these records, each at the offset of its place in the list.
func fold(_ records: [LogRecord]) -> Reference {
    var reference = Reference()
    for (index, record) in records.enumerated() {
        var placed = record
        placed.offset = Int64(index)
        reference.apply(placed)
    }
    return reference
}

/// The oracle after these records.
func fold(_ records: LogRecord...) -> Reference {
    fold(records)
}

extension Reference {
    /// The columns of a row that aren't NULL; nil where there is no such row.
    func row(_ name: Table.Name, _ key: String...) -> [String: String]? {
        guard let cells = table(name).rows[key.map { Text($0) }] else { return nil }
        let pairs = zip(name.columns, cells).compactMap { column, cell in cell.map { (column, $0.string) } }
        return Dictionary(uniqueKeysWithValues: pairs)
    }

    /// The only dead letter, as `reason` or `reason field`.
    var letter: String? {
        let letters = deadLetters.map { [$0.poison.reason.rawValue, $0.poison.field].compactMap(\.self) }
        return letters.count == 1 ? letters[0].joined(separator: " ") : letters.isEmpty ? nil : "several"
    }
}
