import Synchronization
import Threads

/// What the control thread is told.
enum ControlMessage: Sendable {
    case claimed(ClaimAnswer)
    case lane(LaneReport)
    case stop
}

/// How other threads talk to the control thread, and what they may see of the pipeline.
final class ControlHandle: Sendable {
    /// What is known only to the control loop, as it published it last.
    struct Published: Sendable {
        var owned = 0
        var isSettled = false
        var halted: [String] = []
        var fatal: String?
        var ending: PipelineRunner.Ending?
        var waiters: [CheckedContinuation<PipelineRunner.Ending, Never>] = []
        var claimer: ClaimerHandle?
        var lanes: [LaneHandle] = []
    }

    /// A thread that hasn't gone round for so long won't by itself: every wait of ours is shorter.
    static let bound = Duration.seconds(120)

    private let pipeline: String
    private let mailbox = Mailbox<ControlMessage>()
    private let published = Mutex(Published())
    private let lastBeat = Atomic(MonotonicClock.nanoseconds)

    init(pipeline: String, wake: @escaping @Sendable () -> Void) {
        self.pipeline = pipeline
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
        status.broker = state.claimer?.broker.withLock { $0 }
        status.database = state.claimer?.database.withLock { $0 } ?? state.lanes.lazy.compactMap(Self.fault).first
        status.halted = state.halted
        status.owned = state.owned
        status.isSettled = state.isSettled
        status.stuck = state.fatal ?? stuck(state)
        return status
    }

    private static func fault(_ lane: LaneHandle) -> String? { lane.status.isConnected ? nil : lane.status.fault }

    private func stuck(_ state: Published) -> String? {
        guard state.ending == nil else { return nil }
        let silence = Duration.nanoseconds(MonotonicClock.nanoseconds - lastBeat.load(ordering: .relaxed))
        if silence > Self.bound { return "the control thread has stood still for \(silence)" }
        if let claimer = state.claimer, claimer.silence > Self.bound { return "the claimer stands still" }
        for lane in state.lanes where lane.status.silence > Self.bound { return "lane \(lane.number) stands still" }
        return nil
    }
}
