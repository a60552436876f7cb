import Bytes
import Events
import Kafka
import Pipeline
import Postgres
import Synchronization
import Telemetry

/// One stretch of being the active monitor: what the tables said at its beginning, and all that was read since.
///
/// It ends with the lease, with an answer that never came, or with anything else that makes memory and tables differ; the next
/// one reads the tables anew. That is all the recovery there is.
final class Tenure {
    /// Why it ended.
    struct End: Error, CustomStringConvertible {
        let description: String
    }

    let epoch: Int64
    let shared: MonitorShared
    let consumer: Consumer
    let session: DatabaseSession
    let positionStore: PositionStore
    let sessionStore = SessionStore()
    let book: SessionBook
    var horizon = Horizon()
    var positions: [TopicPartition: PositionStore.Position] = [:]
    let reader: SourceReader
    var tally = SessionTally()
    /// When each of these was done last (monotonic nanoseconds).
    var (swept, pictured): (Int64, Int64) = (0, 0)
    var round = StoringRound()
    /// Partitions whose rows pointed past the ends of their logs, or into another cluster's.
    var reset: [TopicPartition] = []
    /// Partitions that the broker no longer serves from where we are, or with records that can't be read.
    var lost: Set<TopicPartition> = []

    /// Claims every partition of the source topics, reads what is stored, and begins to fetch.
    init(epoch: Int64, shared: MonitorShared, consumer: Consumer, admin: Admin) throws {
        self.epoch = epoch
        self.shared = shared
        self.consumer = consumer
        let settings = shared.settings
        session = DatabaseSession(settings.database, setup: SessionStore.sessionSetup)
        positionStore = PositionStore(owner: settings.id)
        book = SessionBook(rules: settings.rules, policy: settings.reconnect, rule: settings.publication)
        reader = SourceReader(topics: settings.sources, maxEventBytes: settings.maxEventBytes)
        try claim(admin)
        shared.beat(DataWorker.name)
        try session.use { [book] connection throws(PostgresError) in
            try SessionStore.restore(into: book, on: &connection)
        }
        try forgetOtherLogs()
        shared.state.withLock { $0.looks = [] }
        shared.picture.withLock { $0.begin() }
        try fetch(positions.mapValues(\.next))
        shared.askForLook()
        shared.report(TenureBegan(sessions: book.count, partitions: positions.count))
    }

    /// Reads, judges and stores until the lease is gone or somebody stops us.
    func run() throws {
        while shared.epoch == epoch {
            shared.beat(DataWorker.name)
            if shared.isStopping { return try finish() }
            try look()
            shared.queue.consume(timeout: .milliseconds(200)) { [self] message in take(message) }
            if reader.countInPass > 0 { reached() }
            try serveConsumer()
            if let place = lost.min() {
                // What stands before it is kept: an operator may set the offset to behind it.
                if positions.values.contains(where: { $0.next != $0.stored }) { try finish() }
                throw End(description: "\(place) can't be read on: all is claimed anew")
            }
            try work()
            if shared.settings.untilEnd, try hasReachedEnd() { shared.stop() }
        }
    }

    /// Nothing is fetched any more.
    func end() {
        // A partition that isn't assigned any more can't be taken back; then there is nothing to do.
        try? consumer.unassign(Array(positions.keys))
    }

    private func take(_ message: borrowing FetchedMessage) -> Bool {
        let partition = TopicPartition(reader.topic(of: message), message.partition)
        guard positions[partition] != nil, !lost.contains(partition) else { return true }
        switch message.problem {
        case nil: read(message, partition)
        case .endOfPartition: advance(partition, to: message.offset)
        case .failed(let error):
            // Nothing behind records that can't be read may be stored: they are fetched again.
            if error.code == .autoOffsetReset || error.code.isDamage { lost.insert(partition) }
            shared.report(LookFailed(what: partition.description, error: error.description))
        }
        // A pass of bounded length, so that judging and storing have their turn.
        return reader.countInPass < 5_000
    }

    private func read(_ message: borrowing FetchedMessage, _ partition: TopicPartition) {
        // What was in the queue from before the assignment.
        guard let known = positions[partition], message.offset >= known.next else { return }
        let now = Clock.wall
        reader.read(message, into: book, now: now)
        if let time = reader.sample(message, partition, now: now) {
            shared.times.withLock { $0[partition, default: TimestampIndex()].add(offset: message.offset, time: time) }
        }
        advance(partition, to: message.offset &+ 1)
    }

    private func advance(_ partition: TopicPartition, to offset: Int64) {
        guard let known = positions[partition], offset > known.next else { return }
        positions[partition]?.next = offset
        horizon.advance(partition, to: offset)
    }

    /// Says how far everything is read.
    private func reached() {
        shared.moved()
        shared.times.withLock { times in
            for (partition, position) in positions { times[partition]?.reach(position.next) }
        }
    }

    private func serveConsumer() throws {
        reader.beginPass(shared.report)
        while let event = consumer.poll(.zero) {
            guard case .failed(let error) = event else { continue }
            if error.isFatal { throw error }
            shared.report(LookFailed(what: "fetch", error: error.description))
        }
    }

    /// Takes in what the lag thread saw.
    private func look() throws {
        let looks = shared.state.withLock { state in
            defer { state.looks = [] }
            return state.looks
        }
        for look in looks {
            guard look.ends.keys.allSatisfy({ positions[$0] != nil }) else {
                throw End(description: "a topic has more partitions than before")
            }
            horizon.look(look.ends, taken: look.taken)
        }
        if !looks.isEmpty {
            let moment = horizon.moment
            let before = shared.state.withLock { state in
                defer { state.status.knownUntil = moment }
                return state.status.knownUntil
            }
            if moment != before { shared.moved() }
        }
    }
}
