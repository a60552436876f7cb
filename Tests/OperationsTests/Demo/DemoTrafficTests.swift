import Events
import Gateways
import JSON
import Kafka
import Reference
import Service
import Testing

@testable import Operations

@Suite("What a demo publishes")
struct DemoTrafficTests {
    static let now: Int64 = 1_795_428_000_000_000

    static func options(_ words: [String: [String]] = [:]) throws -> DemoOptions {
        var values = ["events": ["300"], "sessions": ["7"], "seed": ["5"]]
        values.merge(words) { $1 }
        return try DemoOptions(Invocation(path: ["demo"], values: values))
    }

    static func records(_ words: [String: [String]] = [:]) throws -> [DemoRecord] {
        var traffic = try DemoTraffic(options(words), now: now)
        var records: [DemoRecord] = []
        while let record = traffic.next() { records.append(record) }
        #expect(records.count == traffic.total)
        #expect(traffic.next() == nil)
        return records
    }

    @Test("The stories come first, then the planted records, then as many synthetic ones as were asked for")
    func order() throws {
        let records = try Self.records()
        let stories = try RecordedPayloads.events(start: Self.now - 60_000_000).compactMap { DemoRecord($0) }
        let planted = PlantedRecords.all(time: Self.now)
        #expect(Array(records.prefix(stories.count)) == stories)
        #expect(Array(records.dropFirst(stories.count).prefix(planted.count)) == planted)
        let synthetic = records.dropFirst(stories.count + planted.count)
        #expect(synthetic.count == 300)
        #expect(Set(synthetic.compactMap(\.instance)).count == 7)
        #expect(synthetic.allSatisfy { $0.instance?.hasPrefix("demo-") == true })
    }

    @Test("The same seed gives the same, another one doesn't")
    func seed() throws {
        let first = try Self.records()
        #expect(try Self.records() == first)
        #expect(try Self.records(["seed": ["6"]]) != first)
    }

    @Test("No synthetic event happens after the demo has begun")
    func past() throws {
        for record in try Self.records() where record.instance?.hasPrefix("demo-") == true {
            let event = try JSONValue(parsing: record.value ?? [])
            let time = try #require(event["time"]?.string.flatMap { EventTime.microseconds($0) })
            #expect(time <= Self.now)
        }
    }

    @Test("Each gateway's story begins a session, and has messages, and nothing of it is refused")
    func stories() throws {
        #expect(Set(RecordedPayloads.all.map(\.gateway)) == Set(Gateway.allCases))
        let events = try RecordedPayloads.events(start: Self.now)
        for story in RecordedPayloads.all {
            let types = Set(events.filter { $0.subject == story.instance }.map(\.type))
            #expect(types.contains("whatsapp.session.connected"))
            #expect(types.contains("whatsapp.message.received"))
            #expect(types.contains("whatsapp.message.sent"))
            #expect(types.contains("whatsapp.message.status"))
        }
        #expect(Set(events.map(\.id)).count == events.count)
        #expect(events.allSatisfy { DemoRecord($0) != nil })
    }

    @Test("A story's events make rows, and none is a dead letter")
    func storiesFold() throws {
        let reference = fold(try RecordedPayloads.events(start: Self.now).compactMap { DemoRecord($0) })
        #expect(reference.table(.deadLetters).rows.isEmpty)
        #expect(reference.table(.instances).rows.count == 3)
        #expect(reference.table(.messages).rows.count >= 6)
        #expect(!reference.table(.reactions).rows.isEmpty)
        #expect(!reference.table(.edits).rows.isEmpty)
        #expect(!reference.table(.contacts).rows.isEmpty)
        #expect(!reference.table(.aliases).rows.isEmpty)
    }

    @Test("Of the planted records each bad one is a dead letter with its reason, and the archive keeps them all")
    func planted() throws {
        let records = PlantedRecords.all(time: Self.now)
        let reference = fold(records)
        let letters = reference.table(.deadLetters).rows.values.map { cells in cells.map { $0?.string ?? "-" } }
        #expect(Set(letters) == [["invalid-json", "-"], ["invalid-event", "messageId"], ["invalid-event", "id"]])
        #expect(reference.table(.archive).rows.count == records.count)
        let names = Set(reference.table(.archive).rows.values.map { $0[1]?.string })
        #expect(names == [nil, PlantedRecords.instance])
        #expect(reference.table(.instances).rows.isEmpty)
        #expect(reference.table(.messages).rows.isEmpty)
    }

    @Test("The instance that a record is filed under is the one that its rows name")
    func filing() throws {
        for record in try Self.records() where record.topic != .heartbeats {
            let archive = fold([record]).table(.archive).rows
            #expect(archive.values.first?[1]?.string == record.instance)
        }
    }

    private func fold(_ records: [DemoRecord]) -> Reference {
        var log = SentLog()
        for record in records { log.add(record, at: log.partition(of: record), timestamp: Self.now / 1_000) }
        var reference = Reference()
        for var record in log.records.values.flatMap(\.self) {
            record.logID = record.topic == .messages ? 3 : 1
            reference.apply(record)
        }
        return reference
    }
}

@Suite("Times are put into payloads")
struct DatedPayloadTests {
    @Test(
        "Seconds and milliseconds of the demo",
        arguments: [
            (#"{"t": @s+0}"#, #"{"t": 1000}"#), (#"[@s+12, @ms+12]"#, "[1012, 1012000]"), ("@s+1@s+2", "10011002"),
            ("nothing", "nothing"), ("", ""),
        ])
    func dated(text: String, expected: String) {
        #expect(RecordedPayloads.dated(text, start: 1_000_000_000) == expected)
    }

    @Test(
        "Addresses, and marks that are none, stay as they are",
        arguments: ["5511@s.whatsapp.net", "5511@c.us", "1@lid", "@", "@s+", "@ms+x", "@sm+1", "a@", "@s.+1", "@m+1"])
    func untouched(text: String) {
        #expect(RecordedPayloads.dated(text, start: 1_000_000_000) == text)
    }
}
