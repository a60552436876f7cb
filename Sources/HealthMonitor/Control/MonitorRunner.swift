package import JSON
import Kafka
import Pipeline
import Postgres
import Synchronization
import Telemetry
import Threads

/// The monitor at work: threads of its own, of which on standby only the lease's and those that look on have anything to do.
///
/// `--until-end` (`MonitorSettings.untilEnd`): it becomes active, reads what was in the topics when it did, judges, stores and publishes
/// that once, consumers and pipelines included, and ends.
package final class MonitorRunner: Sendable {
    /// How it ended.
    package enum Ending: Hashable, Sendable {
        /// It was told to, or reached the end.
        case stopped
        /// A thread didn't come to an end in time; the process should exit without waiting for it.
        case hung
    }

    private let shared: MonitorShared

    /// Starts the monitor's threads.
    ///
    /// - throws: `KafkaError` where a client can't be made, `PostgresError` where the process has no descriptor or thread left.
    package init(_ settings: MonitorSettings, report: MonitorReporter) throws {
        let log: LogHandler = { line in report(ClientLogged(line: line)) }
        let consumer = try Consumer(
            settings.kafka, group: nil, limits: QueueLimits(kilobytes: settings.queueBytes >> 10), log: log)
        let follower = try Consumer(settings.kafka, group: nil, limits: QueueLimits(kilobytes: 1_024), log: log)
        let admin = try Admin(Self.asking(settings.kafka), log: log)
        let groups = try settings.groups.mapValues { group throws(KafkaError) in
            try GroupReader(Self.asking(settings.kafka), group: group, log: log)
        }
        let producer = try Producer(Self.publishing(settings.kafka), log: log)
        let shared = try MonitorShared(settings, queue: try consumer.makeQueue(), report: report)
        let topic = try follower.makeQueue()
        let looker = try Consumer(settings.kafka, group: nil, limits: QueueLimits(kilobytes: 512), log: log)
        let looked = try looker.makeQueue()
        self.shared = shared
        var workers: [(String, @Sendable () -> Void)] = [
            (DataWorker.name, { DataWorker(shared, consumer: consumer, admin: admin).run() }),
            (LagWorker.name, { LagWorker(shared, admin: admin).run() }),
            (FollowWorker.name, { FollowWorker(shared, consumer: follower, queue: topic, admin: admin).run() }),
            (AgeWorker.name, { AgeWorker(shared, consumer: looker, queue: looked).run() }),
            (GroupWorker.name, { GroupWorker(shared, readers: groups).run() }),
            (PublisherWorker.name, { PublisherWorker(shared, producer: producer).run() }),
            (LeaseWorker.name, { Self.lead(shared) }),
        ]
        // A batch ends when it has read what was there, and a canary would be more to read.
        if let rules = settings.canary, !settings.untilEnd {
            let canaries = try Producer(Self.publishing(settings.kafka), log: log)
            workers.insert((CanaryWorker.name, { CanaryWorker(shared, rules, producer: canaries).run() }), at: 0)
        }
        for (name, body) in workers {
            shared.beat(name)
            guard WorkerThread.start(body) != nil else {
                shared.stop()
                throw PostgresError(.connectFailed, "no thread can be had; raise the limit (ulimit -u)")
            }
        }
    }

    /// A record that hasn't arrived in ten seconds is reported as failed and sent again with its group, so that a monitor that lost
    /// its lease has nothing under way for minutes.
    private static func publishing(_ kafka: ClientSettings) -> ClientSettings {
        var kafka = kafka
        let names = ["message.timeout.ms", "delivery.timeout.ms"]
        if names.allSatisfy({ kafka.properties[$0] == nil }) { kafka.properties[names[0]] = "10000" }
        return kafka
    }

    /// Look-ups of 2.0.2 last as long as their requests may, whatever timeout they are given.
    private static func asking(_ kafka: ClientSettings) -> ClientSettings {
        var kafka = kafka
        if kafka.properties["socket.timeout.ms"] == nil { kafka.properties["socket.timeout.ms"] = "5000" }
        return kafka
    }

    private static func lead(_ shared: MonitorShared) {
        let others: Set<String> = [
            DataWorker.name, LagWorker.name, PublisherWorker.name, FollowWorker.name, GroupWorker.name, AgeWorker.name,
            CanaryWorker.name,
        ]
        LeaseWorker(shared, others: others).run()
        shared.finish(shared.haveEnded(others) ? .stopped : .hung)
    }

    /// Asks it to stop: store and publish what is there, give the lease back. Returns at once.
    package func requestStop() { shared.stop() }

    /// How it ended, or nil as long as it runs.
    package var ending: Ending? { shared.state.withLock { $0.ending } }

    /// What it is doing.
    package var status: MonitorStatus { shared.status }

    /// What it knows, a few seconds old at most once somebody asks for it again and again.
    package var snapshot: HealthSnapshot {
        var snapshot = shared.state.withLock { state in
            state.isSnapshotWanted = true
            return state.snapshot
        }
        snapshot.status = status
        snapshot.historySince = shared.history.withLock { $0.since }
        return snapshot
    }

    /// The last day of `subjects`, as the page draws it.
    package func history(of subjects: [String]) -> JSONValue {
        let now = Clock.wall
        return shared.history.withLock { $0.days(of: subjects, now: now) }.json
    }

    /// Waits until it has ended; doesn't block a thread.
    package func waitUntilEnded() async -> Ending { await shared.waitUntilEnded() }
}

extension MonitorShared {
    /// Says how it ended to everybody who waits.
    func finish(_ ending: MonitorRunner.Ending) {
        let waiters = state.withLock { state in
            state.ending = ending
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { waiter.resume(returning: ending) }
    }

    func waitUntilEnded() async -> MonitorRunner.Ending {
        await withCheckedContinuation { continuation in
            let ending = state.withLock { state in
                if state.ending == nil { state.waiters.append(continuation) }
                return state.ending
            }
            if let ending { continuation.resume(returning: ending) }
        }
    }
}
