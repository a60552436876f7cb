import Kafka
import Reference
import Testing

@testable import Operations

@Suite("The demo's own record of the log")
struct SentLogTests {
    func record(_ instance: String?, _ key: String, _ topic: LogRecord.Topic = .messages) -> DemoRecord {
        DemoRecord(topic: topic, key: Array(key.utf8), value: [1], instance: instance)
    }

    @Test("Offsets count up in each partition, from 0")
    func offsets() {
        var log = SentLog()
        for number in 0..<100 {
            let record = record("loja", "loja/\(number)")
            log.add(record, at: log.partition(of: record), timestamp: Int64(number))
        }
        #expect(log.count == 100)
        for (place, count) in log.counts {
            let found = (log.records["loja"] ?? []).filter { $0.partition == place.partition }.map(\.offset)
            #expect(found == Array(0..<count))
        }
    }

    @Test("A record stands as it was sent")
    func fields() throws {
        var log = SentLog()
        let sent = record("loja", "loja", .lifecycle)
        log.add(sent, at: log.partition(of: sent), timestamp: 77)
        let found = try #require(log.records["loja"]?.first)
        #expect(found.topic == .lifecycle)
        #expect(found.key == Array("loja".utf8))
        #expect(found.value == [1])
        #expect(found.timestamp == 77)
        #expect(found.headers == [LogRecord.Header("content-type", "application/cloudevents+json")])
        #expect(found.partition == Murmur2.partition(of: sent.key, among: 6))
    }

    @Test("Topics are counted apart")
    func topics() {
        var log = SentLog()
        for topic in [LogRecord.Topic.messages, .messages, .lifecycle, .heartbeats] {
            let record = record("loja", "loja", topic)
            log.add(record, at: log.partition(of: record), timestamp: 0)
        }
        #expect(log.count(in: ["whatsapp.messages"]) == 2)
        #expect(log.count(in: ["whatsapp.lifecycle", "whatsapp.heartbeats"]) == 2)
        #expect(log.count(in: []) == 0)
    }

    @Test("A record that names no instance is kept apart")
    func nameless() {
        var log = SentLog()
        log.add(record(nil, "x"), at: TopicPartition("whatsapp.messages", 0), timestamp: 0)
        #expect(log.records[nil]?.count == 1)
        #expect(log.records.count == 1)
    }
}

@Suite("The log is compared in parts")
struct CheckPartTests {
    func log(_ sizes: [String?: Int]) -> [String?: [LogRecord]] {
        sizes.mapValues { size in
            (0..<size).map { LogRecord(topic: .messages, offset: Int64($0), value: nil) }
        }
    }

    @Test("Every record is in one part, and every instance too")
    func whole() {
        let records = log(["a": 5, "b": 1, "c": 7, "d": 2, nil: 3])
        let parts = CheckPart.divide(records, size: 6)
        #expect(parts.map(\.instances) == [["a", "b"], ["c"], ["d"], ["a", "b", "c", "d"]])
        #expect(parts.map(\.isRest) == [false, false, false, true])
        #expect(parts.map { $0.records(of: records).count } == [6, 7, 2, 3])
    }

    @Test("Where nothing was sent there is still the rest: rows that no event makes would stand there")
    func empty() {
        let parts = CheckPart.divide([:], size: 10)
        #expect(parts == [CheckPart(instances: [], isRest: true)])
        #expect(parts[0].records(of: [:]).isEmpty)
    }

    @Test("The rest takes what names no instance too, which NULL would make unknown")
    func condition() {
        #expect(CheckPart(instances: ["a"], isRest: true).condition.contains("IS NOT TRUE"))
        #expect(!CheckPart(instances: ["a"]).condition.contains("NOT"))
    }
}
