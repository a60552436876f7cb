import Kafka
import Telemetry
import Threads

/// The control thread's loop: it polls the consumer queue always, so that membership survives any outage of the database, and
/// turns events into the assignment machine's actions.
final class ControlLoop {
    let definition: PipelineDefinition
    let settings: PipelineSettings
    let consumer: Consumer
    let control: ControlHandle
    let claimer: ClaimerHandle
    let lanes: [LaneHandle]
    let positions: PositionBoard
    let report: PipelineReporter

    var machine: AssignmentMachine
    var reasons: [PartitionID: String] = [:]
    var retries: [PartitionID: Int64] = [:]
    /// Where a run until the end stops, by the end offsets seen first.
    var ends: [PartitionID: Int64] = [:]
    var reached: Set<PartitionID> = []
    /// Those whose next claim is one without an anchor.
    private var anchorless: Set<PartitionID> = []
    var sawRebalance = false
    /// Whether the group has given us our place in it, and not taken it back.
    private var isMember = false
    var releaseDeadline: Int64?
    var stopDeadline: Int64?
    var nextCommit: Int64 = 0
    var threads: [WorkerThread] = []

    init(
        definition: PipelineDefinition, settings: PipelineSettings, consumer: Consumer, control: ControlHandle,
        claimer: ClaimerHandle, lanes: [LaneHandle], positions: PositionBoard, report: PipelineReporter
    ) {
        self.definition = definition
        self.settings = settings
        self.consumer = consumer
        self.control = control
        self.claimer = claimer
        self.lanes = lanes
        self.positions = positions
        self.report = report
        machine = AssignmentMachine(lanes: lanes.count)
    }

    /// Runs the pipeline from its threads' start to their end.
    func run() -> PipelineRunner.Ending {
        guard startThreads() else { return .failed("no thread can be had; raise the limit (ulimit -u)") }
        do {
            try begin()
        } catch {
            stopThreads()
            return .failed(error.description)
        }
        while !isDone {
            control.beat()
            for message in control.drain() { take(message) }
            if let event = consumer.poll(.milliseconds(200)) { take(event) }
            runTimers()
            publish()
        }
        return finish()
    }

    /// Joins the group; a replay is in none, and has its partitions at once.
    private func begin() throws(KafkaError) {
        guard let replay = settings.replay else { return try consumer.subscribe(definition.topics) }
        isMember = true
        sawRebalance = true
        perform(machine.on(.given(replay.limits.all.keys.sorted())))
    }

    private var isDone: Bool {
        guard let stopDeadline else { return false }
        return machine.owned.isEmpty || MonotonicClock.nanoseconds > stopDeadline
    }

    private func take(_ message: ControlMessage) {
        switch message {
        case .claimed(let answer):
            for (partition, end) in answer.ends where ends[partition] == nil { ends[partition] = end }
            report(PartitionsClaimed(partitions: answer.claims.count, owned: machine.owned.count))
            perform(machine.on(.claimed(readable(answer.claims))))
        case .lane(let report): take(report)
        case .found(let findings): take(findings)
        case .extended: goOn()
        case .stop: beginStop()
        }
    }

    /// The claims, once without the anchors that were found to be among records that can't be read.
    private func readable(_ claims: [PartitionID: Claim]) -> [PartitionID: Claim] {
        guard !anchorless.isEmpty else { return claims }
        var claims = claims
        for partition in claims.keys where anchorless.remove(partition) != nil { claims[partition]?.anchor = nil }
        return claims
    }

    private func take(_ report: LaneReport) {
        switch report {
        case .ready(let partition, let epoch): perform(machine.on(.ready(partition, epoch: epoch)))
        case .released(let partition): perform(machine.on(.released(partition)))
        case .reclaim(let partition, let epoch, let withoutAnchor):
            if withoutAnchor { anchorless.insert(partition) }
            self.report(PartitionReclaimed(topic: definition.topics[partition.topic], partition: partition.partition))
            perform(machine.on(.reclaim(partition, epoch: epoch)))
        case .halted(let partition, let claim, let reason, let retries):
            // Of a claim that another one followed: who holds the partition now finds out for himself.
            guard machine.holds(partition, epoch: claim.epoch) else { return }
            noteHalt(partition, claim, reason: reason, retries: retries)
            perform(machine.on(.halted(partition, epoch: claim.epoch)))
        case .reachedEnd(let partition):
            reached.insert(partition)
            goOn()
        }
    }

    /// Lets partitions of a replay go on that stand at a limit which was raised.
    func goOn() {
        guard let replay = settings.replay else { return }
        for (partition, standing) in positions.all {
            guard reached.contains(partition), let limit = replay.limits[partition], standing.next < limit,
                let lane = machine.lane(of: partition)
            else { continue }
            reached.remove(partition)
            lanes[lane].commands.send(.extend(partition, limit: limit))
        }
    }

    /// What the claimer noticed between claims.
    private func take(_ findings: [PartitionID: PositionCheck.Finding]) {
        for (partition, finding) in findings.sorted(by: { $0.key < $1.key }) {
            switch finding {
            case .retry: if retries[partition] != nil { retries[partition] = 0 }
            case .reclaim(let epoch, let why):
                guard let lane = machine.lane(of: partition) else { continue }
                report(
                    PartitionOutOfDate(
                        topic: definition.topics[partition.topic], partition: partition.partition, why: why))
                lanes[lane].commands.send(.reclaim(partition, epoch: epoch))
            }
        }
    }

    /// Books a halt, and has it written into the row, for `zapline offsets show` and for whoever claims next.
    func noteHalt(_ partition: PartitionID, _ claim: Claim, reason: String, retries willRetry: Bool) {
        claimer.requests.send(.halt(partition, claim, reason: reason, retries: willRetry))
        reasons[partition] = reason
        // What only an operator can mend is looked at again at once when the row says that they did.
        retries[partition] = MonotonicClock.nanoseconds + MonotonicClock.nanoseconds(settings.haltRetry)
        report(
            PartitionHalted(
                topic: definition.topics[partition.topic], partition: partition.partition, reason: reason,
                retries: willRetry, halted: reasons.count))
    }

    /// A partition that was halted goes on, or isn't ours any more.
    func endHalt(_ partition: PartitionID) {
        guard reasons.removeValue(forKey: partition) != nil else { return }
        report(HaltEnded(halted: reasons.count))
    }

    private func take(_ event: ConsumerEvent) {
        switch event {
        case .given(let partitions):
            sawRebalance = true
            isMember = true
            guard stopDeadline == nil else { return check { () throws(KafkaError) in try consumer.assign([:]) } }
            perform(machine.on(.given(partitions.compactMap(id))))
        case .taken(let partitions, let lost):
            let taken = partitions.compactMap(id)
            if lost { isMember = false }
            claimer.requests.send(.forget(taken))
            forget(taken)
            perform(machine.on(.taken(taken, lost: lost)))
            report(PartitionsTaken(partitions: taken.count, owned: machine.owned.count, lost: lost))
        case .failed(let error):
            report(FetchFailed(error: error.description, isFatal: error.isFatal))
            if error.isFatal { control.publish { $0.fatal = "the Kafka client can't go on: \(error)" } }
        case .statistics: break
        }
    }

    /// Runs a call into the client; one that fails leaves an assignment that nobody holds, which only a restart heals.
    func check(_ body: () throws(KafkaError) -> Void) {
        do { try body() } catch {
            report(FetchFailed(error: error.description, isFatal: true))
            control.publish { $0.fatal = "the Kafka client refuses an assignment: \(error)" }
        }
    }

    private func forget(_ partitions: [PartitionID]) {
        positions.remove(partitions)
        for partition in partitions {
            endHalt(partition)
            retries[partition] = nil
            reached.remove(partition)
        }
    }

    private func id(_ place: TopicPartition) -> PartitionID? {
        definition.topics.firstIndex(of: place.topic).map { PartitionID(topic: $0, partition: place.partition) }
    }

    func place(_ id: PartitionID) -> TopicPartition {
        TopicPartition(definition.topics[id.topic], id.partition)
    }

    private func publish() {
        let (owned, settled, member) = (machine.owned.count, machine.isSettled, isMember)
        let halted = reasons.sorted { $0.key < $1.key }.map {
            "\(definition.topics[$0.key.topic])/\($0.key.partition): \($0.value)"
        }
        control.publish { state in
            state.owned = owned
            state.isSettled = settled
            state.isMember = member
            state.halted = halted
        }
    }
}
