import JSON
import Pipeline
import Topics

@testable import Operations

/// Records as short as a test can write them, and what the checker says of them.
struct ContractDesk {
    let checker: RecordChecker

    init(maxEventBytes: Int = 1 << 20) throws {
        checker = RecordChecker(try ContractSchemas(SchemaFiles.builtIn()), maxEventBytes: maxEventBytes)
    }

    static func header(_ name: String, _ value: String?) -> StoredRecord.Header {
        StoredRecord.Header(name: Array(name.utf8), value: value.map { Array($0.utf8) })
    }

    static func record(
        _ value: String?, key: String? = nil, headers: [(String, String?)] = [], timestamp: Int64 = 1_764_000_000_000
    ) -> StoredRecord {
        StoredRecord(
            place: LogPlace(logID: 0, partition: 3, offset: 1207), timestamp: timestamp,
            key: key.map { Array($0.utf8) },
            headers: headers.map { header($0.0, $0.1) }, value: value.map { Array($0.utf8) })
    }

    func check(_ record: StoredRecord, on topic: ContractTopic = .messages) -> RecordVerdict {
        checker.check(record, on: topic)
    }

    /// What is told of a structured event: `poison missing data.chat`, in the order in which it is told.
    func faults(_ value: String?, key: String? = "loja/55119@s.whatsapp.net", on topic: ContractTopic = .messages)
        -> [String]
    {
        Self.words(check(Self.record(value, key: key), on: topic))
    }

    static func words(_ verdict: RecordVerdict) -> [String] {
        verdict.faults.map { "\($0.effect.rawValue) \($0.name)" }
    }
}

/// Events of the contract with something changed.

enum ContractSample {
    static let attributes: [(String, String)] = [
        ("specversion", "\"1.0\""), ("id", "\"01JD\""), ("source", "\"/gateways/waha/node-1\""),
        ("type", "\"whatsapp.message.received\""), ("subject", "\"loja\""), ("time", "\"2026-11-23T10:00:00.123Z\""),
        ("sessionepoch", "3"), ("sequence", "\"00042\""),
    ]
    static let data: [(String, String)] = [
        ("messageId", "\"3EB0\""), ("chat", "\"55119@s.whatsapp.net\""), ("timestamp", "\"2026-11-23T09:59:59Z\""),
        ("sender", "\"55119@s.whatsapp.net\""), ("text", "\"secret words\""),
    ]

    /// Members with some replaced, added, or with nil left out.
    static func object(_ members: [(String, String)], _ changes: [String: String?] = [:]) -> String {
        let kept = members.compactMap { name, value -> String? in
            guard let change = changes[name] else { return "\"\(name)\":\(value)" }
            return change.map { "\"\(name)\":\($0)" }
        }
        let added = changes.filter { change in !members.contains { $0.0 == change.key } }.sorted { $0.key < $1.key }
        return
            "{\((kept + added.compactMap { name, value in value.map { "\"\(name)\":\($0)" } }).joined(separator: ","))}"
    }

    /// `message.received` with changes to its attributes.
    static func event(_ changes: [String: String?] = [:], data: [String: String?] = [:]) -> String {
        object(attributes + [("data", object(Self.data, data))], changes)
    }

    /// Another type, with data of its own.
    static func event(_ type: String, _ data: String?, _ changes: [String: String?] = [:]) -> String {
        object(attributes + [("data", "{}")], changes.merging(["type": "\"\(type)\"", "data": data]) { $1 })
    }

    /// The headers of an event in binary mode.
    static func headers(_ changes: [String: String?] = [:]) -> [(String, String?)] {
        let plain: [(String, String)] = [
            ("ce_specversion", "1.0"), ("ce_id", "01JD"), ("ce_source", "/gateways/waha/node-1"),
            ("ce_type", "whatsapp.message.received"), ("ce_subject", "loja"), ("ce_time", "2026-11-23T10:00:00.123Z"),
            ("ce_sessionepoch", "3"), ("ce_sequence", "00042"), ("content-type", "application/json"),
        ]
        let kept = plain.compactMap { name, value -> (String, String?)? in
            guard let change = changes[name] else { return (name, value) }
            return change.map { (name, $0) }
        }
        let added = changes.filter { change in !plain.contains { $0.0 == change.key } }.sorted { $0.key < $1.key }
        return kept + added.map { ($0.key, $0.value) }
    }
}
