import Consumers
import Glibc
import Kafka
import Postgres
import Synchronization
import TestSupport

/// A rebuild of a long history of `messages` while live events keep arriving and applications keep reading: how long a reader
/// waits at most, how late live rows come, and how fast the history goes.
final class ReplayUnderLoad: Sendable {
    /// Events of the history where no number is given.
    private static let history = 1_000_000
    private static let stride = 20
    private let bench: Bench
    private let topics = TopicNames(prefix: "replay.")
    private let probes = Mutex<[Probe]>([])
    private let isStopping = Atomic(false)
    private let hasEnded = Atomic(false)

    init(_ bench: Bench) { self.bench = bench }

    private var events: Int { bench.options.hasEvents ? bench.options.events : Self.history }

    /// Fills the log, lets live come to its end, then rebuilds, promotes and verifies under load, and reports.
    func run(_ report: inout Report) async throws {
        try bench.makeTopics(topics.prefix)
        let database = try bench.makeDatabase()
        var traffic = MessageTraffic()
        try publishHistory(&traffic)
        let runs = try ["status-projector", "message-archiver", "health-monitor"].map {
            try ConsumerRun($0, [], bench, database: database, prefix: topics.prefix)
        }
        try waitForLive(database, events)
        say("publishing \(bench.options.rate) events/s, reading, and rebuilding messages")
        let watcher = ProbeWatcher(bench: bench, database: database, topic: topics.messages)
        async let found = watcher.run(take: { self.take() }, hasEnded: { self.hasEnded.load(ordering: .acquiring) })
        async let waits = ReplayReader(bench: bench, database: database).run {
            self.isStopping.load(ordering: .relaxed)
        }
        let history = traffic
        async let load: Void = publish(history)
        let seconds: Double
        do {
            seconds = try await replay(database)
            isStopping.store(true, ordering: .relaxed)
            try await load
        } catch {
            // Whoever goes on until told would be waited for.
            isStopping.store(true, ordering: .relaxed)
            hasEnded.store(true, ordering: .releasing)
            throw error
        }
        hasEnded.store(true, ordering: .releasing)
        let (delays, slowest) = try await (found, waits)
        for run in runs { try await run.stop() }
        tell(delays, slowest, seconds, &report)
    }

    /// Rebuilds, promotes, verifies; the seconds of the first two.
    private func replay(_ database: String) async throws -> Double {
        let pace =
            (bench.options.lanes.map { ["--lanes=\($0)"] } ?? [])
            + (bench.options.maxRate.map { ["--max-rate=\($0)"] } ?? [])
        let words = ["rebuild", "start", "messages", "--promote", "--why=benchmark", "--yes", "--plain"]
        let seconds = try await tool(words + pace, database)
        say("rebuilt and promoted after \(seconds) s")
        let verified = try await tool(["verify", "messages", "--plain"] + pace, database)
        say("verified after \(verified) s: no drift")
        return seconds
    }

    private func tool(_ words: [String], _ database: String) async throws -> Double {
        let began = ContinuousClock.now
        let run = try ConsumerRun("zapline", words, bench, database: database, prefix: topics.prefix)
        try await run.watch()
        return (ContinuousClock.now - began) / .seconds(1)
    }

    private func tell(_ delays: [String: [Double]], _ slowest: Double, _ seconds: Double, _ report: inout Report) {
        report.told("replay.rate", Double(events) / seconds, unit: "events/s")
        report.limit("replay.reader.slowest", slowest, unit: "ms", floor: 2_000, aim: 500)
        for (name, values) in delays.sorted(by: { $0.key < $1.key }) {
            for (word, part) in [("p50", 0.5), ("p99", 0.99), ("max", 1)] {
                report.limit("replay.lag.\(name).\(word)", percentile(values, part), unit: "ms", floor: 2_000, aim: 1_000)
            }
        }
    }

    // MARK: - Events

    private func publishHistory(_ traffic: inout MessageTraffic) throws {
        say("publishing \(events) events of history")
        let producer = try bench.makeProducer(["linger.ms": "20"])
        for _ in 0..<events {
            let event = traffic.next()
            try producer.send(OutgoingRecord(topic: topics.messages, key: event.key, value: event.value))
        }
        guard producer.flush(deadline: .seconds(120)), producer.counts.failed == 0 else {
            throw Bench.Failure(description: "not every event was delivered: \(producer.counts)")
        }
    }

    private func waitForLive(_ database: String, _ records: Int) throws {
        say("waiting until live has applied them")
        var connection = try bench.connect(database)
        let deadline = ContinuousClock.now + .seconds(600)
        while ContinuousClock.now < deadline {
            let sums = try connection.query(
                """
                SELECT count(*) FROM (SELECT pipeline FROM zapline.consumer_offsets
                WHERE generation = 0 AND topic = $1 AND pipeline IN ('archive', 'messages')
                GROUP BY 1 HAVING sum(next_offset) >= $2) t
                """, [.text(topics.messages), .integer(Int64(records))])
            if sums.integer(0, 0) == 2 { return }
            _ = poll(nil, 0, 50)
        }
        throw Bench.Failure(description: "live did not come to the log's end within 600 s")
    }

    private func take() -> [Probe] {
        probes.withLock { waiting in
            defer { waiting.removeAll() }
            return waiting
        }
    }

    /// Goes on until it is told to stop; one event in twenty is a probe.
    private func publish(_ history: MessageTraffic) async throws {
        let producer = try bench.makeProducer()
        try producer.warmUp(topics.messages, timeout: .seconds(10))
        var (traffic, number) = (history, 0)
        let clock = ContinuousClock()
        let began = clock.now
        try await withThrowingTaskGroup(of: Void.self) { group in
            while !isStopping.load(ordering: .relaxed) {
                let due = began + .nanoseconds(Int64(number) * 1_000_000_000 / Int64(bench.options.rate))
                while clock.now < due { _ = poll(nil, 0, 1) }
                let isProbe = number % Self.stride == 0
                let event = isProbe ? traffic.nextBody() : traffic.next()
                let record = OutgoingRecord(topic: topics.messages, key: event.key, value: event.value)
                if isProbe {
                    let (published, name) = (clock.now, MessageTraffic.instance(ofKey: event.key))
                    let place = events + number
                    group.addTask { [self] in
                        let delivery = try await producer.deliver(record)
                        let probe = Probe(number: place, instance: name, published: published, delivery: delivery)
                        probes.withLock { $0.append(probe) }
                    }
                } else {
                    try producer.send(record)
                }
                number += 1
            }
            try await group.waitForAll()
        }
        say("\(number) events arrived meanwhile")
    }
}
