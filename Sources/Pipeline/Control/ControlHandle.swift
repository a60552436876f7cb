import Synchronization
import Threads

/// What the control thread is told.
enum ControlMessage: Sendable {
    case claimed(ClaimAnswer)
    case lane(LaneReport)
    case found([PartitionID: PositionCheck.Finding])
    /// The limits of a replay were raised.
    case extended
    case stop
}

/// How other threads talk to the control thread, and what they may see of the pipeline.
final class ControlHandle: Sendable {
    /// What is known only to the control loop, as it published it last.
    struct Published: Sendable {
        var owned = 0
        var isSettled = false
        var isMember = false
        var halted: [String] = []
        var fatal: String?
        var ending: PipelineRunner.Ending?
        var waiters: [CheckedContinuation<PipelineRunner.Ending, Never>] = []
        var claimer: ClaimerHandle?
        var lanes: [LaneHandle] = []
    }

    private let pipeline: String
    private let topics: [String]
    private let bounds: Watchdog.Bounds
    private let mailbox = Mailbox<ControlMessage>()
    private let published = Mutex(Published())
    private let lastBeat = Atomic(MonotonicClock.nanoseconds)

    init(_ definition: PipelineDefinition, bounds: Watchdog.Bounds, wake: @escaping @Sendable () -> Void) {
        pipeline = definition.name
        topics = definition.topics
        self.bounds = bounds
        mailbox.whenSent(wake)
    }

    func attach(claimer: ClaimerHandle, lanes: [LaneHandle]) {
        published.withLock { state in
            state.claimer = claimer
            state.lanes = lanes
        }
    }

    func send(_ message: ControlMessage) { mailbox.send(message) }
    func drain() -> [ControlMessage] { mailbox.drain() }
    func beat() { lastBeat.store(MonotonicClock.nanoseconds, ordering: .relaxed) }
    func publish(_ change: (inout Published) -> Void) { published.withLock { change(&$0) } }

    func ended(_ ending: PipelineRunner.Ending) {
        let waiters = published.withLock { state in
            state.ending = ending
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { waiter.resume(returning: ending) }
    }

    var ending: PipelineRunner.Ending? { published.withLock { $0.ending } }

    func waitUntilEnded() async -> PipelineRunner.Ending {
        await withCheckedContinuation { continuation in
            let ending = published.withLock { state in
                if state.ending == nil { state.waiters.append(continuation) }
                return state.ending
            }
            if let ending { continuation.resume(returning: ending) }
        }
    }

    /// The pipeline's status; the slowest part decides.
    var status: PipelineStatus {
        let state = published.withLock { $0 }
        var status = PipelineStatus(pipeline: pipeline)
        status.broker = state.claimer.flatMap(broker) ?? (state.isMember ? nil : Self.noPlace)
        status.database = state.claimer?.database.withLock { $0 } ?? state.lanes.lazy.compactMap(fault).first
        status.halted = state.halted
        status.owned = state.owned
        status.isSettled = state.isSettled
        guard state.ending == nil else { return status }
        let stalls = state.claimer?.stalls.withLock { $0 } ?? []
        status.stalled = stalls.map(text)
        let silence = silences(state).max { $0.duration < $1.duration }
        let stall = stalls.filter { $0.duration >= bounds.failed }.max { $0.duration < $1.duration }
        status.stuck = state.fatal ?? stall.map(text)
        if let silence, silence.duration >= bounds.failed {
            status.stuck = "\(silence.thread) has stood still for \(silence.duration.components.seconds) s"
        }
        let longest = max(silence?.duration ?? .zero, stall?.duration ?? .zero)
        status.mustEnd = state.fatal != nil || longest >= bounds.end
        return status
    }

    /// A member without partitions is ready, one that is none isn't: the others may have got its share, or nobody.
    private static let noPlace = "the group has no place for this member: its coordinator has not answered yet"

    /// Why the brokers can't be used: none answers, or not the one that leads a partition of ours.
    private func broker(_ claimer: ClaimerHandle) -> String? {
        claimer.broker.withLock { $0 } ?? claimer.leader.withLock { $0 }
    }

    /// Why a lane doesn't get its batch applied, where that is the database's doing or has been so for long.
    private func fault(_ lane: LaneHandle) -> String? {
        guard let fault = lane.status.failing else { return nil }
        return lane.status.isConnected && fault.duration < bounds.notReady ? nil : fault.text
    }

    private func text(_ stall: Watchdog.Stall) -> String {
        let topic = topics.indices.contains(stall.partition.topic) ? topics[stall.partition.topic] : ""
        return "\(topic)/\(stall.partition.partition) has stood at \(stall.position) for "
            + "\(stall.duration.components.seconds) s, its log ends at \(stall.end)"
    }

    private func silences(_ state: Published) -> [(thread: String, duration: Duration)] {
        let control = Duration.nanoseconds(MonotonicClock.nanoseconds - lastBeat.load(ordering: .relaxed))
        return [("the control thread", control)] + (state.claimer.map { [("the claimer", $0.silence)] } ?? [])
            + state.lanes.map { ("lane \($0.number)", $0.status.silence) }
    }
}
