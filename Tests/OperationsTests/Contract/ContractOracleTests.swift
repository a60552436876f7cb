import Bytes
import Events
import JSON
import Judge
import MessageArchiver
import Pipeline
import StatusProjector
import TestSupport
import Testing

@testable import Operations

@Suite("Poison is what the consumers refuse")
struct ContractOracleTests {
    /// The handlers that put records to the dead letters, each with the topics it reads.
    static func handler(of topic: ContractTopic) -> any Handler {
        topic == .messages
            ? MessagesHandler(
                HandlerContext(pipeline: "messages", generation: 0, topics: ["m"], maxEventBytes: 1 << 20))
            : StatusHandler(
                HandlerContext(pipeline: "status", generation: 0, topics: ["l", "h"], maxEventBytes: 1 << 20))
    }

    /// Which of the records a consumer refuses, one by one.
    static func refused(_ records: [StoredRecord], on topic: ContractTopic) -> [Bool] {
        let handler = handler(of: topic)
        let arena = Arena()
        return records.map { record in
            arena.reset()
            let selection = RecordSelection([record.record(topic: topic == .heartbeats ? 1 : 0, in: arena)])
            var output = HandlerOutput()
            _ = handler.lookup(selection)
            handler.write(selection, found: nil, into: &output)
            return !output.rejects.isEmpty
        }
    }

    /// A value with one byte, member or word changed, or none.
    static func mutated(_ text: String, _ random: inout SeededGenerator) -> [UInt8] {
        var bytes = Array(text.utf8)
        let place = Int.random(in: 0..<bytes.count, using: &random)
        switch Int.random(in: 0..<6, using: &random) {
        case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
        case 1: bytes.remove(at: place)
        case 2: bytes.insert(UInt8.random(in: 0...255, using: &random), at: place)
        case 3: bytes.removeLast(place)
        default: break
        }
        return bytes
    }

    /// Values that are good in some places and bad in others.
    static let values = [
        "null", "true", "0", "-1", "1.0", "1e3", "3", "2147483648", "9007199254740993", "18446744073709551616", "\"\"",
        "\"x\"",
        "\"a\\u0000\"", "\"\\ud83d\"", "\"\\n\"", "[]", "[\"a\"]", "[1]", "{}", "\"2026-11-23T10:00:00Z\"",
        "\"2026-11-23T10:00:60Z\"", "\"2026-02-30T10:00:00Z\"", "\"2026-11-23t10:00:00.1234567z\"",
        "\"0001-01-01T00:00:00+00:01\"",
        "\"2026-11-23T10:00:00+23:59\"", "\"2026-11-23T10:00:00+24:00\"", "\"1.0\"", "\"whatsapp.message.revoked\"",
        "\"\(String(repeating: "é", count: 128))\"", "\"\(String(repeating: "a", count: 255))\"",
        "\"\(String(repeating: "\\u0000", count: 86))\"", "\"read\"", "[\"a\",\"\"]", "{\"lid\":\"1@lid\"}",
    ]
    static let types = [
        "whatsapp.message.received", "whatsapp.message.undecryptable", "whatsapp.message.status",
        "whatsapp.message.edited",
        "whatsapp.message.revoked", "whatsapp.message.reaction", "whatsapp.contact.updated", "whatsapp.chat.updated",
        "whatsapp.call.received", "whatsapp.session.qr", "whatsapp.session.connected", "whatsapp.session.heartbeat",
        "whatsapp.never.seen",
    ]
    static let all: [(String, String)] =
        ContractSample.data + [
            ("messageIds", "[\"a\",\"b\"]"), ("status", "\"read\""), ("editId", "\"E\""), ("emoji", "\"\""),
            ("contact", "\"5@s.whatsapp.net\""), ("qr", "\"2@\""),
        ]

    /// An event in either mode with up to three places changed.
    static func event(_ random: inout SeededGenerator) -> StoredRecord {
        func pick<Element>(_ choices: [Element]) -> Element {
            choices[Int.random(in: 0..<choices.count, using: &random)]
        }
        var (outer, inner): ([String: String?], [String: String?]) = (["type": "\"\(pick(types))\""], [:])
        for _ in 0..<Int.random(in: 0...3, using: &random) {
            let value: String? = Bool.random(using: &random) ? pick(values) : nil
            if Bool.random(using: &random) {
                outer[pick(ContractSample.attributes).0] = value
            } else {
                inner[pick(all).0] = value
            }
        }
        let timestamp: Int64 = Int.random(in: 0..<4, using: &random) == 0 ? -1 : 1_764_000_000_000
        let data = ContractSample.object(all, inner)
        guard Bool.random(using: &random) else {
            let text = ContractSample.object(ContractSample.attributes + [("data", data)], outer)
            var record = ContractDesk.record("", timestamp: timestamp)
            record.value = mutated(text, &random)
            return record
        }
        var headers: [String: String?] = [:]
        for (name, value) in outer {
            let text = value.flatMap { try? JSONValue(parsing: $0) }
            headers["ce_\(name)"] = .some(value.map { text?.string ?? $0 })
        }
        let hasValue = Int.random(in: 0..<10, using: &random) > 0
        return ContractDesk.record(
            hasValue ? data : nil, headers: ContractSample.headers(headers), timestamp: timestamp)
    }

    @Test("Of mutated events in both modes, on every topic that is applied", arguments: [1, 2] as [UInt64])
    func mutated(seed: UInt64) throws {
        var random = SeededGenerator(seed)
        let desk = try ContractDesk()
        let records = (0..<1_200).map { _ in Self.event(&random) }
        for topic in ContractTopic.allCases where topic.isApplied {
            let refused = Self.refused(records, on: topic)
            var poison = 0
            for (record, isRefused) in zip(records, refused) {
                let verdict = desk.check(record, on: topic)
                let shown = String(decoding: record.value ?? [], as: UTF8.self)
                #expect(verdict.isPoison == isRefused, "\(shown) \(verdict)")
                #expect(verdict.faults.contains { $0.effect == .poison } == isRefused, "\(shown) \(verdict)")
                if isRefused { poison += 1 }
            }
            #expect(poison > 200 && poison < 1_150, "\(poison) of \(records.count)")
        }
    }

    @Test("The schemas find the reason by themselves, with the consumers' place", arguments: [11] as [UInt64])
    func explained(seed: UInt64) throws {
        var random = SeededGenerator(seed)
        let desk = try ContractDesk()
        var explained = 0
        for _ in 0..<2_000 {
            let record = Self.event(&random)
            let verdict = desk.check(record)
            guard verdict.isPoison else { continue }
            // Where they don't, the consumers' own sentence stands in for them: no schema can ask for Kafka's time, and a type
            // without one has no bound for its subject.
            let told = verdict.faults.filter { $0.effect == .poison && $0.detail.contains("; it must be") }
            #expect(
                told.allSatisfy { $0.path == "time" || $0.path == "subject" && verdict.type == "whatsapp.never.seen" },
                "\(told) \(String(decoding: record.value ?? [], as: UTF8.self))")
            if told.isEmpty { explained += 1 }
        }
        #expect(explained > 300)
    }

    @Test("What is no poison breaks nothing that is required", arguments: [21] as [UInt64])
    func sound(seed: UInt64) throws {
        var random = SeededGenerator(seed)
        let desk = try ContractDesk()
        var clean = 0
        for _ in 0..<2_000 {
            let record = Self.event(&random)
            let verdict = desk.check(record)
            guard !verdict.isPoison else { continue }
            let required = desk.checker.schemas.outline(of: verdict.type).required
            let broken = verdict.faults.filter { $0.rule.isOfFields && required.contains($0.path) }
            // Data that is no object is read as {}, which some types can do with.
            #expect(
                broken.allSatisfy { $0.path == "data" },
                "\(broken) \(String(decoding: record.value ?? [], as: UTF8.self))")
            if verdict.faults.allSatisfy({ $0.effect == .note }) { clean += 1 }
        }
        #expect(clean > 60)
    }

    @Test("Of wild events", arguments: [5] as [UInt64])
    func wild(seed: UInt64) throws {
        var events = WildEvents(seed: seed)
        let desk = try ContractDesk()
        for _ in 0..<2_000 {
            let event = events.next()
            let topic = try #require(ContractTopic(rawValue: event.topic))
            let record = ContractDesk.record(
                event.value, key: event.key, headers: event.headers.map { ($0.0, Optional($0.1)) })
            let isRefused = Self.refused([record], on: topic)
            #expect([desk.check(record, on: topic).isPoison] == isRefused, "\(event.value ?? "nothing")")
        }
    }
}
