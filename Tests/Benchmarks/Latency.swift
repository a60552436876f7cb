import Consumers
import Glibc
import Kafka
import Postgres
import Synchronization

/// A sampled event.
struct Probe: Sendable {
    /// Its number, which its message id is made of.
    let number: Int
    /// Its session.
    let instance: String
    /// When it was handed to the producer.
    let published: ContinuousClock.Instant
    /// Where it landed.
    let delivery: Delivery
}

/// The delay from the call that publishes an event to the row that can be read, with every consumer at work.
///
/// One event in twenty is looked for, every millisecond, by its key and only while it isn't there: a probe that asks more
/// would measure itself.
final class Latency: Sendable {
    private static let seconds = 20
    /// Before those: a Java broker that has done nothing yet is slow, and that isn't ours to measure.
    private static let warmUpSeconds = 15
    private static let stride = 20
    private let bench: Bench
    private let topics = TopicNames(prefix: "latency.")
    private let probes = Mutex<[Probe]>([])
    private let hasEnded = Atomic(false)

    init(_ bench: Bench) { self.bench = bench }

    /// Starts the consumers, publishes at a constant rate, reports.
    func run(_ report: inout Report) async throws {
        try bench.makeTopics(topics.prefix)
        let database = try bench.makeDatabase()
        let runs = try ["status-projector", "message-archiver", "health-monitor"].map {
            try ConsumerRun($0, [], bench, database: database, prefix: topics.prefix)
        }
        try waitForClaims(database)
        say("publishing \(bench.options.rate) events/s for \(Self.seconds) s")
        let watcher = ProbeWatcher(bench: bench, database: database, topic: topics.messages)
        async let found = watcher.run(take: { self.take() }, hasEnded: { self.hasEnded.load(ordering: .acquiring) })
        try await publish(runs)
        hasEnded.store(true, ordering: .releasing)
        let delays = try await found
        for run in runs {
            run.sample()
            try await run.stop()
        }
        tell(delays, runs, &report)
    }

    private func waitForClaims(_ database: String) throws {
        var connection = try bench.connect(database)
        let deadline = ContinuousClock.now + .seconds(60)
        // Two topics of `status`, two of `archive`, one of `messages`, of four partitions each.
        while ContinuousClock.now < deadline {
            let result = try connection.query("SELECT count(*) FROM zapline.consumer_offsets")
            if (result.integer(0, 0) ?? 0) >= 20 { return }
            _ = poll(nil, 0, 50)
        }
        throw Bench.Failure(description: "the consumers did not claim their partitions within 60 s")
    }

    private func take() -> [Probe] {
        probes.withLock { waiting in
            defer { waiting.removeAll() }
            return waiting
        }
    }

    private func publish(_ runs: [ConsumerRun]) async throws {
        // As `Producer` is by default, which lets a record wait 5 ms for company. Without that one client's 2,000 requests a second
        // are all that a broker on these cores can do.
        let producer = try bench.makeProducer()
        try producer.warmUp(topics.messages, timeout: .seconds(10))
        var traffic = MessageTraffic()
        let clock = ContinuousClock()
        let began = clock.now
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<bench.options.rate * (Self.warmUpSeconds + Self.seconds) {
                let due = began + .nanoseconds(Int64(number) * 1_000_000_000 / Int64(bench.options.rate))
                while clock.now < due { _ = poll(nil, 0, 1) }
                guard number % Self.stride == 0, number >= bench.options.rate * Self.warmUpSeconds else {
                    let event = traffic.next()
                    try producer.send(OutgoingRecord(topic: topics.messages, key: event.key, value: event.value))
                    continue
                }
                let event = traffic.nextBody()
                let record = OutgoingRecord(topic: topics.messages, key: event.key, value: event.value)
                let published = clock.now
                group.addTask { [self] in
                    let delivery = try await producer.deliver(record)
                    let probe = Probe(
                        number: number, instance: MessageTraffic.instance(ofKey: event.key), published: published,
                        delivery: delivery)
                    probes.withLock { $0.append(probe) }
                }
                if number % 1_000 == 0 { runs.forEach { $0.sample() } }
            }
            try await group.waitForAll()
        }
    }

    private func tell(_ delays: [String: [Double]], _ runs: [ConsumerRun], _ report: inout Report) {
        for (name, values) in delays.sorted(by: { $0.key < $1.key }) {
            for (word, part) in [("p50", 0.5), ("p90", 0.9), ("p99", 0.99)] {
                report.limit(
                    "latency.\(name).\(word)", percentile(values, part), unit: "ms", floor: 100, aim: 25)
            }
        }
        for run in runs {
            let aim: Double = run.program == "message-archiver" ? 160 : 100
            report.limit(
                "latency.\(run.program).memory", Double(run.memory.highWater) / 1_024, unit: "MiB", floor: 200, aim: aim
            )
        }
    }
}
