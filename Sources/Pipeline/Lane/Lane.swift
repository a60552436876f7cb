import Bytes
import Kafka
import Postgres
import Threads

/// A thread with one librdkafka queue, one session, one handler and one batch at a time.
///
/// It takes what its queue holds, applies it, and only then takes more: a lane that waits for Postgres doesn't poll its queue, the
/// queue fills to its limit and fetching stops. Everything here is touched by the lane's own thread alone, but for what the
/// `LaneHandle` shares.
final class Lane {
    let handle: LaneHandle
    let store: OffsetStore
    let database: ConnectionSettings
    let context: HandlerContext
    let handler: any Handler
    let letters: DeadLetters
    let report: PipelineReporter
    /// The topics' names as bytes, which is how a message has its own.
    let topicNames: [ByteView]
    private let nameArena = Arena(blockSize: 1 << 10)

    var session: Session?
    var slots: [Int: Slot] = [:]
    var nextSlot = 0
    var batch = LaneBatch()
    var headers = PackedHeaders.Builder()
    var lastSlot: Int?
    /// What this hour's dead letters may still keep of their records.
    var letterBudget = LetterBudget()
    var isStopping = false
    /// The pauses of a replay while the archive can't be read.
    var archiveBackoff = Backoff.outage
    /// Holds a replay back; nil: live.
    let pacer: Pacer?
    private var seed: UInt64

    /// A lane that isn't running yet; `handle` is how the control thread talks to it.
    init(
        handle: LaneHandle, store: OffsetStore, database: ConnectionSettings, context: HandlerContext,
        handler: any Handler, report: PipelineReporter, pacer: Pacer? = nil
    ) {
        self.handle = handle
        self.store = store
        self.database = database
        self.context = context
        self.handler = handler
        self.report = report
        self.pacer = pacer
        batch.maxRecords = min(LaneBatch.maxRecords, pacer?.batchRecords ?? .max)
        let names = nameArena
        topicNames = context.topics.map { names.copy($0) }
        letters = DeadLetters(context: context)
        seed = UInt64(truncatingIfNeeded: MonotonicClock.nanoseconds)
    }

    /// Takes, applies, and answers, until it is told to stop.
    func run() {
        while !isStopping {
            handle.status.beat()
            obey { _ in }
            guard !isStopping else { break }
            if !fetchArchived(), !takeParked() { fetch() }
            if !batch.isEmpty { apply() }
            haltDamaged()
        }
        session = nil
    }

    /// A seed for the next batch's jitter.
    func nextSeed() -> UInt64 {
        seed &+= 1
        return seed
    }

    /// Does what the control thread asked for; `released` hears of slots that are let go of.
    func obey(_ released: (Int) -> Void) {
        handle.commandWakeup.reset()
        for command in handle.commands.drain() {
            switch command {
            case .prepare(let id, let claim, let end): prepare(id, claim, end: end, released)
            case .reclaim(let id, let epoch): reclaim(id, epoch: epoch, released)
            case .extend(let id, let limit): extend(id, to: limit, released)
            case .release(let id): release(id, released)
            case .stop:
                isStopping = true
                slots.keys.forEach(released)
            }
        }
    }

    private func prepare(_ id: PartitionID, _ claim: Claim, end: Int64?, _ released: (Int) -> Void) {
        // Two slots of one partition would each take some of its records, and each believe that the others are holes.
        for number in slots.keys where slots[number]?.id == id {
            released(number)
            drop(number)
        }
        slots[nextSlot] = Slot(nextSlot, id: id, claim: claim, end: end)
        note(nextSlot)
        handle.report(.ready(id, epoch: claim.epoch))
        reportEnd(nextSlot)
        nextSlot += 1
    }

    private func release(_ id: PartitionID, _ released: (Int) -> Void) {
        // A slot that left for a reclaim is gone already, and the answer is the same.
        for number in slots.keys where slots[number]?.id == id {
            released(number)
            drop(number)
        }
        handle.report(.released(id))
    }

    /// Drops what the control thread finds to be out of date; a later claim's partition stays.
    private func reclaim(_ id: PartitionID, epoch: Int64, _ released: (Int) -> Void) {
        for number in slots.keys where slots[number]?.id == id && slots[number]?.claim.epoch == epoch {
            released(number)
            drop(number)
            handle.report(.reclaim(id, epoch: epoch))
        }
    }

    /// Lets other threads see where a partition stands.
    func note(_ number: Int) {
        guard let slot = slots[number] else { return }
        handle.positions.set(
            slot.id,
            PositionBoard.Standing(logID: slot.claim.logID, epoch: slot.claim.epoch, next: slot.position.next))
    }

    /// Forgets a slot: records of it that still arrive belong to nobody.
    func drop(_ number: Int) {
        if let slot = slots[number] {
            handle.positions.remove(slot.id, epoch: slot.claim.epoch, logID: slot.claim.logID)
        }
        slots[number] = nil
        if lastSlot == number { lastSlot = nil }
    }

    /// Says so, once, when a partition is applied up to where a run until the end stops.
    func reportEnd(_ number: Int) {
        guard let slot = slots[number], let end = slot.end, slot.position.next >= end else { return }
        slots[number]?.end = nil
        handle.report(.reachedEnd(slot.id))
    }

    /// Drops a partition that may not go on, and says why.
    func halt(_ number: Int, reason: String, retries: Bool) {
        guard let slot = slots[number] else { return }
        drop(number)
        handle.report(.halted(slot.id, slot.claim, reason: reason, retries: retries))
    }
}

/// A session by reference, since an optional of a noncopyable value can't be lent.
final class Session {
    var connection: Connection
    init(_ connection: consuming Connection) { self.connection = connection }
}

/// How the control thread talks to a lane.
final class LaneHandle: Sendable {
    let number: Int
    let queue: LaneQueue
    let commands = Mailbox<LaneCommand>()
    let commandWakeup: Wakeup
    let status = LaneStatus()
    /// Where the pipeline stands, for the courtesy commits.
    let positions: PositionBoard
    private let reports: @Sendable (LaneReport) -> Void

    init(
        number: Int, queue: LaneQueue, positions: PositionBoard, reports: @escaping @Sendable (LaneReport) -> Void
    ) throws(PostgresError) {
        self.number = number
        self.queue = queue
        self.positions = positions
        self.reports = reports
        commandWakeup = try Wakeup()
        commands.whenSent { [queue, commandWakeup] in
            commandWakeup.signal()
            queue.wake()
        }
    }

    func report(_ report: LaneReport) { reports(report) }
}
