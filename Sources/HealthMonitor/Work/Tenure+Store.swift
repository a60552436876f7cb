import Bytes
import Kafka
import Pipeline
import Postgres
import Synchronization
import Telemetry

extension Tenure {
    private static let second: Int64 = 1_000_000_000

    /// Judges twice a second, stores what is urgent at once and everything in rounds.
    func work() throws {
        let now = Clock.monotonic
        guard now - swept >= Self.second / 2 else { return }
        swept = now
        let wall = Clock.wall
        if mayPublish { sayAgain() }
        if book.sweep(horizon: horizon.moment, now: wall) { shared.askForLook() }
        let slice = round.slice(
            of: book.count, at: positions.mapValues(\.next), isWhole: !mayPublish, now: now)
        if let slice {
            try store(slice.places, reached: slice.reached, wall)
        } else if book.isUrgent(mayPublish: mayPublish) {
            try store(0..<0, reached: nil, wall)
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
    /// The lifecycle's positions move with it, since whatever it changed is in it. The others' move as far as `reached` says: what is past
    /// that is read again after a crash, of which the rows' marks tell what is counted already.
    func store(_ places: Range<Int>, reached: [TopicPartition: Int64]?, _ wall: Moment) throws {
        // While nothing can be published, what is due by time alone would only fill the outbox.
        let isHeld = shared.state.withLock { $0.status.publishing != nil }
        let harvest = book.collect(
            places, at: countMark, mayPublish: mayPublish, now: wall, limit: isHeld ? 0 : 1_000)
        let moved = moved(reached)
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

    /// The partitions whose rows are to be moved, and where to.
    private func moved(_ reached: [TopicPartition: Int64]?) -> [TopicPartition: PositionStore.Position] {
        let lifecycle = shared.settings.topic(SourceTopic.lifecycle.rawValue)
        var moved: [TopicPartition: PositionStore.Position] = [:]
        for (partition, position) in positions {
            var goal = position
            if partition.topic != lifecycle { goal.next = reached?[partition] ?? position.stored }
            if goal.next != goal.stored { moved[partition] = goal }
        }
        return moved
    }

    /// Up to where everything is counted now.
    private var countMark: CountMark {
        var mark = CountMark()
        for (partition, position) in positions {
            guard let source = source(of: partition.topic) else { continue }
            mark.set(source, partition.partition, position.next, log: position.logID)
        }
        return mark
    }

    /// Which of the source topics that is.
    func source(of topic: String) -> SourceTopic? {
        SourceTopic.allCases.first { shared.settings.topic($0.rawValue) == topic }
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
        sessionStore.write(harvest, of: book, into: &script) { script in
            script.sql(LeaseStore.hold(epoch: epoch))
            for (partition, position) in moved.sorted(by: { $0.key < $1.key }) {
                script.sql(positionStore.advance(partition, position))
            }
        }
        script.sql("COMMIT")
        let whole = script
        try session.use { connection throws(PostgresError) in _ = try connection.run(whole, timeout: .seconds(20)) }
    }

    /// The last transaction of a tenure that ends in good order.
    func finish() throws {
        let wall = Clock.wall
        _ = book.sweep(horizon: horizon.moment, now: wall)
        try store(book.places, reached: positions.mapValues(\.next), wall)
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
