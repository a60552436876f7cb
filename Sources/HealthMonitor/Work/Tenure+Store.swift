import Bytes
import Kafka
import Pipeline
import Postgres
import Synchronization
import Telemetry

extension Tenure {
    private static let second: Int64 = 1_000_000_000

    /// Judges twice a second, stores what is urgent at once and everything every five seconds.
    func work() throws {
        let now = Clock.monotonic
        guard now - swept >= Self.second / 2 else { return }
        swept = now
        let wall = Clock.wall
        if mayPublish { sayAgain() }
        if book.sweep(horizon: horizon.moment, now: wall) { shared.askForLook() }
        if now - checkpointed >= 5 * Self.second {
            try store(all: true, wall)
        } else if book.isUrgent(mayPublish: mayPublish) {
            try store(all: false, wall)
        }
        if now - pictured >= 2 * Self.second { picture(now, wall) }
    }

    /// Old news is no news: nothing is said before everything was read once.
    private var mayPublish: Bool { horizon.moment != nil }

    /// Says again what somebody without the lease wrote over: that nobody watched, while the database was away, or an older
    /// verdict that came late. Some at a time, so that ten thousand of them hold up no news.
    private func sayAgain() {
        let names = shared.picture.withLock { $0.takeStale(500) }
        let unknown = names.filter { !book.sayAgain($0) }
        // One that is in no table is nobody's: it would stay there for ever.
        shared.publish(unknown.map { .tombstone(.session($0)) }, as: .active(epoch: epoch))
    }

    /// One transaction: positions, sessions and outbox together.
    ///
    /// Without `all` only the lifecycle's positions move. The others' records are still to be read again after a crash, which
    /// changes nothing: of them only the greatest times count.
    private func store(all: Bool, _ wall: Moment) throws {
        // While nothing can be published, what is due by time alone would only fill the outbox.
        let isHeld = shared.state.withLock { $0.status.publishing != nil }
        let harvest = book.collect(all: all, mayPublish: mayPublish, now: wall, limit: isHeld ? 0 : 1_000)
        let lifecycle = shared.settings.topic(SourceTopic.lifecycle.rawValue)
        let moved = positions.filter { $0.value.next != $0.value.stored && (all || $0.key.topic == lifecycle) }
        if all { checkpointed = Clock.monotonic }
        guard !harvest.isEmpty || !moved.isEmpty else { return works() }
        let began = Clock.monotonic
        try commit(harvest, moved)
        for (partition, position) in moved { positions[partition]?.stored = position.next }
        shared.report(
            HealthCommitted(
                sessions: harvest.rows.count, commands: harvest.commands,
                duration: .nanoseconds(Clock.monotonic - began)))
        if !harvest.outgoing.isEmpty { shared.publisherWakeup.signal() }
        works()
    }

    /// Reading, judging and storing go on.
    private func works() { shared.state.withLock { $0.status.reading = nil } }

    /// Sends it until it is committed, as long as the database only asks for patience.
    private func commit(
        _ harvest: SessionBook.Harvest, _ moved: [TopicPartition: PositionStore.Position]
    ) throws(PostgresError) {
        var backoff = Backoff.conflict
        while true {
            do throws(PostgresError) {
                return try attempt(harvest, moved)
            } catch {
                let fault = Fault(sqlState: error.sqlState?.rawValue, outcomeIsUnknown: error.outcomeIsUnknown)
                guard FailureClass(fault) == .retry, shared.epoch == epoch, !shared.isStopping else { throw error }
                shared.report(CommitDelayed(error: error.description))
                _ = shared.stopWakeup.wait(backoff.next(jitter: 0.5))
            }
        }
    }

    private func attempt(
        _ harvest: SessionBook.Harvest, _ moved: [TopicPartition: PositionStore.Position]
    ) throws(PostgresError) {
        var script = Script()
        script.sql("BEGIN")
        script.sql(LeaseStore.hold(epoch: epoch))
        for (partition, position) in moved.sorted(by: { $0.key < $1.key }) {
            script.sql(positionStore.advance(partition, position))
        }
        sessionStore.write(harvest, of: book, into: &script)
        script.sql("COMMIT")
        let whole = script
        try session.use { connection throws(PostgresError) in _ = try connection.run(whole, timeout: .seconds(20)) }
    }

    /// The last transaction of a tenure that ends in good order.
    func finish() throws {
        let wall = Clock.wall
        _ = book.sweep(horizon: horizon.moment, now: wall)
        try store(all: true, wall)
    }

    /// Whether all that was there at the start is read, judged and stored, and the consumers were looked at.
    func hasReachedEnd() throws -> Bool {
        guard mayPublish, shared.state.withLock({ $0.lagRounds > 0 }) else { return false }
        try finish()
        picture(Clock.monotonic, Clock.wall)
        return true
    }

    /// What the page shows, where somebody looks; how many sessions have which verdict, always.
    private func picture(_ now: Int64, _ wall: Moment) {
        pictured = now
        let counts = countSessions()
        let isCaughtUp = mayPublish
        shared.history.withLock { tally.note(book, into: &$0, isCaughtUp: isCaughtUp, now: wall) }
        let isWanted = shared.state.withLock { state in
            state.sessions = counts
            defer { state.isSnapshotWanted = false }
            // Who asks first gets what is a few seconds old, and who goes on asking what is new.
            return state.isSnapshotWanted || wall &- state.snapshot.observedAt > HealthSnapshot.interval
        }
        guard isWanted else { return }
        let lines = book.entries.filter { !$0.health.isDeleted }.map { SessionLine($0.name.string, $0.health) }
        shared.state.withLock { state in
            state.snapshot.sessions = lines
            state.snapshot.observedAt = wall
        }
    }
}
