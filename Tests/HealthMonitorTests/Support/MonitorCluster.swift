import Bytes
import Events
import JSON
import Kafka
import Telemetry

@testable import HealthMonitor

/// A mock cluster with the topics, and what a test publishes to and reads from it.
final class MonitorCluster {
    let mock: MockCluster
    let producer: Producer
    private let consumer: Consumer
    private let lane: LaneQueue
    /// Everything on the two topics that monitors write, in order.
    private(set) var seen: [Seen] = []

    struct Seen {
        let topic: String
        let key: String
        let event: JSONValue?
        var id: String? { event?["id"]?.string }
    }

    init() throws {
        mock = try MockCluster()
        let settings = ClientSettings(bootstrapServers: mock.bootstrapServers)
        for topic in ["lifecycle", "heartbeats", "messages"] {
            try mock.createTopic("whatsapp.\(topic)", partitions: 2)
        }
        for topic in ["health", "commands"] { try mock.createTopic("whatsapp.\(topic)", partitions: 1) }
        producer = try Producer(settings) { _ in }
        consumer = try Consumer(settings, group: nil, limits: QueueLimits(kilobytes: 8_192)) { _ in }
        lane = try consumer.makeQueue()
        let places = ["health", "commands"].map { TopicPartition("whatsapp.\($0)", 0) }
        for place in places { try consumer.forward(place, to: lane) }
        try consumer.assign(Dictionary(places.map { ($0, 0) }) { first, _ in first })
    }

    /// What the monitors need to know of it.
    func settings(_ database: MonitorDatabase, id: String) -> MonitorSettings {
        var settings = MonitorSettings(
            kafka: ClientSettings(
                bootstrapServers: mock.bootstrapServers, clientID: id, properties: ["fetch.wait.max.ms": "20"]),
            database: database.settings, id: id)
        settings.lagInterval = .seconds(1)
        settings.canary = nil
        return settings
    }

    /// Publishes an event and waits until it is there.
    func publish(_ type: EventType, _ instance: String, id: String, at time: Moment, _ data: JSONValue = [:]) throws {
        let event = CloudEvent(
            id: id, source: "/gateways/whatsapp-web.js/node-1", type: type.name.description, subject: instance,
            time: time, data: data)
        try producer.send(
            OutgoingRecord(
                topic: "whatsapp.\(event.topicName ?? "")", key: Array(event.key.utf8), value: event.structured(),
                timestamp: time / 1_000))
        _ = producer.flush(deadline: .seconds(10))
    }

    /// Publishes a record as another monitor might have: with `writer` in its header, and a verdict alone.
    func publish(_ subject: HealthEvents.Subject, _ verdict: Verdict, id: String, writer: Writer?) throws {
        let event = HealthEvents.event(
            subject, change: id, Judgement(verdict), since: Clock.wall, at: Clock.wall, facts: [])
        let header = writer.map { OutgoingRecord.Header(Writer.header, Array($0.text.utf8)) }
        try producer.send(
            OutgoingRecord(
                topic: "whatsapp.health", key: Array(subject.text.utf8), value: event.structured(),
                headers: header.map { [$0] } ?? []))
        _ = producer.flush(deadline: .seconds(10))
    }

    /// What compaction would leave of the health topic: the newest event of each key.
    var picture: [String: JSONValue] {
        var newest: [String: JSONValue] = [:]
        for record in seen where record.topic == "whatsapp.health" { newest[record.key] = record.event }
        return newest
    }

    /// The verdict that stands on the topic.
    func verdict(_ subject: String) -> String? { newest(subject)?["data"]?["verdict"]?.string }

    /// The first reason's code that stands there.
    func code(_ subject: String) -> String? { newest(subject)?["data"]?["reasons"]?[0]?["code"]?.string }

    /// Reads on until `condition` holds, for so long at most; whether it does.
    func read(for limit: Duration = .seconds(30), until condition: ([Seen]) -> Bool) -> Bool {
        let deadline = ContinuousClock.now + limit
        while !condition(seen) {
            guard ContinuousClock.now < deadline else { return false }
            lane.consume(timeout: .milliseconds(100)) { message in
                guard message.problem == nil else { return true }
                seen.append(
                    Seen(
                        topic: message.topicName.string, key: message.key?.string ?? "",
                        event: message.value.flatMap { try? JSONValue(parsing: $0.array) }))
                return true
            }
            while consumer.poll(.zero) != nil {}
        }
        return true
    }

    /// The newest event of a subject on the health topic.
    func newest(_ subject: String) -> JSONValue? {
        seen.last { $0.topic == "whatsapp.health" && $0.key == subject }?.event
    }

    /// The commands for an instance.
    func commands(_ instance: String) -> [Seen] {
        seen.filter { $0.topic == "whatsapp.commands" && $0.key == instance }
    }
}

/// Reports of a monitor that a test doesn't look at.
func silentReport() throws -> MonitorReporter { try Reporter(.silent, Metrics()) }
