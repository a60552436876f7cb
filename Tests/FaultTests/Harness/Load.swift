import Glibc
import Judge
import Kafka
import Synchronization
import TestSupport

/// Publishes a seed's events at a steady rate, on a thread of its own, until it is told to stop.
///
/// It outlives outages of the brokers: records wait as long as it takes, and for each that its client gave up another follows.
/// Which records a client gave up, or sent twice, doesn't matter: the judge folds the log as it is.
final class Load: Sendable {
    /// What the log must hold at least.
    struct Count: Sendable {
        /// Records that every in-sync replica has.
        let delivered: Int
        /// Records that a client gave up, of which some may be in the log all the same.
        let failed: Int
    }

    private let publisher: Publisher
    private let work: Task<Void, any Error>

    /// Begins at once.
    ///
    /// - parameter rate: events a second.
    init(on bench: FaultBench, seed: UInt64, rate: Int) throws {
        let publisher = try Publisher(bench, seed: seed, rate: rate)
        self.publisher = publisher
        work = Task { try await onOwnThread { try publisher.publish() } }
    }

    /// How many records were sent so far, delivered or not.
    var sent: Int { publisher.sent }

    /// Publishes nothing until `resume`, and waits until the last record is delivered, at most `limit`.
    func pause(within limit: Duration = .seconds(120)) async throws {
        publisher.pause()
        let publisher = publisher
        try await onOwnThread { try publisher.flush(limit) }
    }

    /// Goes on after `pause`, at the same rate.
    func resume() { publisher.resume() }

    /// Stops, and waits until the last record is delivered, at most `limit`.
    ///
    /// - throws: where some are not by then, or where a record could not be sent at all.
    func stop(within limit: Duration = .seconds(120)) async throws -> Count {
        publisher.requestStop()
        try await work.value
        let publisher = publisher
        return try await onOwnThread { try publisher.finish(limit) }
    }
}

/// The load's thread, and what it has in common with those who ask.
private final class Publisher: Sendable {
    private struct State {
        var sent = 0
        var isPaused = false
        var isStopping = false
    }

    private let producer: Producer
    private let prefix: String
    private let seed: UInt64
    private let rate: Int
    private let state = Mutex(State())

    init(_ bench: FaultBench, seed: UInt64, rate: Int) throws {
        // 0: no record is given up because a broker is away for long.
        let settings = ClientSettings(
            bootstrapServers: bench.bootstrapServers, clientID: "load", properties: ["message.timeout.ms": "0"])
        producer = try Producer(settings) { _ in }
        prefix = bench.prefix
        self.seed = seed
        self.rate = rate
    }

    var sent: Int { state.withLock { $0.sent } }
    private var isStopping: Bool { state.withLock { $0.isStopping } }
    func pause() { state.withLock { $0.isPaused = true } }
    func resume() { state.withLock { $0.isPaused = false } }
    func requestStop() { state.withLock { $0.isStopping = true } }

    func publish() throws {
        var events = WildEvents(seed: seed)
        var (clock, last) = (Duration.zero, ContinuousClock.now)
        while !isStopping {
            let now = ContinuousClock.now
            if !state.withLock({ $0.isPaused }) { clock += now - last }
            last = now
            let due = Int(clock / .milliseconds(1)) * rate / 1_000 + producer.counts.failed
            while sent < due, !isStopping {
                try send(events.next())
                state.withLock { $0.sent += 1 }
            }
            _ = poll(nil, 0, 5)
        }
    }

    private func send(_ event: WildEvents.Record) throws {
        let record = OutgoingRecord(
            topic: prefix + event.topic, key: Array(event.key.utf8), value: event.value.map { Array($0.utf8) },
            headers: event.headers.map { OutgoingRecord.Header($0.0, Array($0.1.utf8)) })
        while true {
            do throws(KafkaError) { return try producer.send(record, waiting: .seconds(1)) } catch {
                // The queue is full while no broker takes anything.
                guard error.code == .queueFull else { throw error }
                if isStopping { return }
            }
        }
    }

    func flush(_ limit: Duration) throws {
        guard producer.flush(deadline: limit) else {
            throw Undelivered(records: producer.pending, lastError: producer.counts.lastError?.description)
        }
    }

    func finish(_ limit: Duration) throws -> Load.Count {
        guard producer.close(deadline: limit) else {
            throw Undelivered(records: producer.pending, lastError: producer.counts.lastError?.description)
        }
        return Load.Count(delivered: producer.counts.delivered, failed: producer.counts.failed)
    }
}

/// The brokers did not take the load's records.
struct Undelivered: Error {
    let records: Int
    let lastError: String?
}
