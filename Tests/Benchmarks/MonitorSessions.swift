import Consumers
import Glibc
import Kafka
import TestSupport

/// Ten thousand sessions at five thousand events a second: how long a verdict takes from its cause to whoever reads
/// `whatsapp.health`, and what the monitor uses for it.
final class MonitorSessions: Sendable {
    private static let rate = 5_000
    /// Before the measurement, so that the first verdict on every session is out and the broker is warm.
    private static let warmUpSeconds = 30
    private static let seconds = 90
    /// One cause in so many events: 20 a second.
    private static let stride = 250
    private let bench: Bench
    private let topics = TopicNames(prefix: "fleet.")
    private let watcher = VerdictWatcher()

    init(_ bench: Bench) { self.bench = bench }

    private var rate: Int { bench.options.hasRate ? bench.options.rate : Self.rate }

    /// Starts the monitor, connects every session, publishes at a constant rate, reports.
    func run(_ report: inout Report) async throws {
        try bench.makeTopics(topics.prefix)
        let database = try bench.makeDatabase()
        let monitor = try ConsumerRun("health-monitor", [], bench, database: database, prefix: topics.prefix)
        async let watching: Void = onOwnThread { [self] in try watcher.run(bench, topic: topics.health) }
        let used: Double
        do {
            used = try await onOwnThread { [self] in try publish(monitor) }
            try waitForVerdicts()
        } catch {
            watcher.end()
            // Where it has ended, its own words say why.
            if !monitor.sample() { try await monitor.wait() }
            throw error
        }
        watcher.end()
        try await watching
        monitor.sample()
        try await monitor.stop()
        tell(used, monitor, &report)
    }

    private func tell(_ used: Double, _ monitor: ConsumerRun, _ report: inout Report) {
        let delays = watcher.delays
        say("\(delays.count) verdicts; of sessions that work: \(watcher.wrong)")
        for (word, part) in [("p50", 0.5), ("p99", 0.99), ("max", 1)] {
            let value = percentile(delays, part)
            if part == 1 {
                report.told("monitor-sessions.verdict.\(word)", value, unit: "ms")
            } else {
                report.limit("monitor-sessions.verdict.\(word)", value, unit: "ms", floor: 2_000, aim: 1_000)
            }
        }
        report.limit(
            "monitor-sessions.memory", Double(monitor.memory.highWater) / 1_024, unit: "MiB", floor: 200, aim: 120)
        report.limit("monitor-sessions.processor", used, unit: "cores", floor: 0.5, aim: 0.3)
        report.limit(
            "monitor-sessions.false-verdicts", Double(watcher.wrong.values.reduce(0, +)), unit: "events", floor: 0,
            aim: 0)
    }

    // MARK: - Events

    /// Publishes everything; how much of a core the monitor used meanwhile, on the average.
    private func publish(_ monitor: ConsumerRun) throws -> Double {
        let producer = try bench.makeProducer()
        for topic in [topics.lifecycle, topics.heartbeats, topics.messages] {
            try producer.warmUp(topic, timeout: .seconds(10))
        }
        var traffic = FleetTraffic()
        say("connecting \(FleetTraffic.sessions) sessions")
        for session in 0..<FleetTraffic.sessions { try send(traffic.lifecycle("session.connected", session), producer) }
        guard producer.flush(deadline: .seconds(60)) else {
            throw Bench.Failure(description: "not every event was delivered: \(producer.counts)")
        }
        try wait("every session has a verdict", .seconds(120)) { watcher.known >= FleetTraffic.sessions }
        say("publishing \(rate) events/s for \(Self.warmUpSeconds + Self.seconds) s")
        try publish(Self.warmUpSeconds, &traffic, producer, monitor, probes: nil)
        let (began, before) = (ContinuousClock.now, try monitor.processorSeconds())
        // Every session is a probe once at most: one that goes down again and again is told of once.
        var random = SeededGenerator(8)
        let probes = Array(0..<FleetTraffic.sessions).shuffled(using: &random)
        try publish(Self.seconds, &traffic, producer, monitor, probes: probes)
        let used = (try monitor.processorSeconds() - before) / ((ContinuousClock.now - began) / .seconds(1))
        guard producer.flush(deadline: .seconds(30)), producer.counts.failed == 0 else {
            throw Bench.Failure(description: "not every event was delivered: \(producer.counts)")
        }
        return used
    }

    private func publish(
        _ seconds: Int, _ traffic: inout FleetTraffic, _ producer: Producer, _ monitor: ConsumerRun, probes: [Int]?
    ) throws {
        let clock = ContinuousClock()
        let began = clock.now
        for number in 0..<rate * seconds {
            let due = began + .nanoseconds(Int64(number) * 1_000_000_000 / Int64(rate))
            while clock.now < due { _ = poll(nil, 0, 1) }
            if number % rate == 0 { monitor.sample() }
            if let probes, number % Self.stride == 0, number / Self.stride < probes.count {
                try probe(probes[number / Self.stride], number / Self.stride, &traffic, producer)
            } else {
                try send(traffic.next(), producer)
            }
        }
    }

    private func probe(_ session: Int, _ number: Int, _ traffic: inout FleetTraffic, _ producer: Producer) throws {
        let isBanned = number % 2 == 0
        let event =
            isBanned
            ? traffic.lifecycle("session.banned", session, reason: "TOS_BLOCK")
            : traffic.lifecycle("session.disconnected", session, reason: "CONFLICT")
        watcher.expect(isBanned ? "banned" : "disconnected", of: "loja-\(session)")
        try send(event, producer)
    }

    private func send(_ event: FleetTraffic.Event, _ producer: Producer) throws {
        let topic =
            switch event.topic {
            case .lifecycle: topics.lifecycle
            case .heartbeats: topics.heartbeats
            case .messages: topics.messages
            }
        try producer.send(OutgoingRecord(topic: topic, key: event.key, value: event.value))
    }

    private func waitForVerdicts() throws {
        try wait("every cause has its verdict", .seconds(60)) { watcher.waiting == 0 }
    }

    private func wait(_ what: String, _ limit: Duration, until condition: () -> Bool) throws {
        let deadline = ContinuousClock.now + limit
        while !condition() {
            guard ContinuousClock.now < deadline else {
                throw Bench.Failure(
                    description:
                        "\(what): not after \(limit); \(watcher.known) are known, \(watcher.waiting) waited for")
            }
            _ = poll(nil, 0, 20)
        }
    }
}
