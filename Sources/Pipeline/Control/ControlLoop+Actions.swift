import Kafka
import Postgres
import Threads

extension ControlLoop {
    /// Does what the assignment machine says, in its order.
    func perform(_ actions: [AssignmentMachine.Action]) {
        for action in actions {
            switch action {
            case .claim(let partitions): claimer.requests.send(.claim(partitions))
            case .prepare(let partition, let lane, let claim): prepare(partition, lane: lane, claim)
            case .release(let partition, let lane): lanes[lane].commands.send(.release(partition))
            case .assign(let offsets): assign(offsets)
            case .unassign(let partitions):
                if readsLog { check { () throws(KafkaError) in try consumer.unassign(partitions.map(place)) } }
            case .startReleaseClock:
                releaseDeadline = MonotonicClock.nanoseconds + MonotonicClock.nanoseconds(settings.releaseTimeout)
            case .reportHalt(let partition, let claim, let reason):
                // The log is judged anew with each claim; what the row itself says stays until an operator changes it.
                noteHalt(partition, claim, reason: reason, retries: !claim.isHaltedByRow)
            }
        }
    }

    private func prepare(_ partition: PartitionID, lane: Int, _ claim: Claim) {
        endHalt(partition)
        retries[partition] = nil
        // What the database lost has to be applied again; a lane that stands at the end already says so once more.
        reached.remove(partition)
        // Before the assignment, so that nothing of the partition ever reaches the consumer queue.
        if readsLog { check { () throws(KafkaError) in try consumer.forward(place(partition), to: lanes[lane].queue) } }
        lanes[lane].commands.send(
            .prepare(partition, claim, end: claim.limit ?? (settings.untilEnd ? ends[partition] : nil)))
    }

    /// Whether there is a log to read at all.
    private var readsLog: Bool { settings.replay?.isPastLife != true }

    private func assign(_ offsets: [PartitionID: Int64]) {
        guard readsLog else { return }
        var places: [TopicPartition: Int64] = [:]
        for (partition, offset) in offsets { places[place(partition)] = offset }
        check { () throws(KafkaError) in try consumer.assign(places) }
    }

    /// What is due by the clock.
    func runTimers() {
        let now = MonotonicClock.nanoseconds
        if let deadline = releaseDeadline, now > deadline {
            releaseDeadline = nil
            perform(machine.on(.releaseDeadline))
        }
        for (partition, due) in retries where now > due {
            retries[partition] = nil
            perform(machine.on(.retry(partition)))
        }
        if now > nextCommit {
            nextCommit = now + 10_000_000_000
            commitForLagTools()
        }
        goOn()
        if settings.untilEnd, stopDeadline == nil, hasReachedEnd { beginStop() }
    }

    /// Kafka's own committed offsets, for the tools that read those; nothing of ours does.
    private func commitForLagTools() {
        guard settings.replay == nil else { return }
        var places: [TopicPartition: Int64] = [:]
        for (partition, standing) in positions.all { places[place(partition)] = standing.next }
        if !places.isEmpty { consumer.commitForLagTools(places) }
    }

    /// Whether nothing is left that a run until the end could apply.
    ///
    /// A partition whose halt is looked at again counts as halted until the claim says that it may go on: where many are, one of them
    /// always is.
    private var hasReachedEnd: Bool {
        sawRebalance && !machine.isRebalancing
            && machine.owned.allSatisfy {
                reasons[$0] != nil || (reached.contains($0) && machine.lane(of: $0) != nil)
            }
    }

    // MARK: - The end

    /// Lets go of everything: no more is fetched, the transactions under way are finished, for as long as that may take.
    func beginStop() {
        guard stopDeadline == nil else { return }
        commitForLagTools()
        stopDeadline = MonotonicClock.nanoseconds + MonotonicClock.nanoseconds(settings.releaseTimeout)
        claimer.requests.send(.forget(machine.owned))
        perform(machine.on(.taken(machine.owned, lost: false)))
    }

    func startThreads() -> Bool {
        for lane in lanes {
            let (definition, settings, report) = (definition, settings, report)
            let thread = WorkerThread.start {
                var database = settings.database
                // Data and offset vanish together when the database loses unflushed commits; Kafka gives them again.
                database.synchronousCommit = false
                let context = settings.context(of: definition)
                let lane = Lane(
                    handle: lane, store: settings.store(of: definition), database: database, context: context,
                    handler: definition.makeHandler(context), report: report, pacer: settings.replay?.pacer)
                lane.run()
            }
            guard let thread else { return false }
            threads.append(thread)
        }
        let claimerThread = WorkerThread.start { [claimer, definition, settings, consumer, lanes, report] in
            Claimer(
                shared: claimer, store: settings.store(of: definition), consumer: consumer, settings: settings,
                topics: definition.topics, lanes: lanes, report: report
            ).run()
        }
        guard let claimerThread else { return false }
        threads.append(claimerThread)
        return true
    }

    func stopThreads() {
        for lane in lanes { lane.commands.send(.stop) }
        claimer.requests.send(.stop)
    }

    /// Stops the threads and leaves the group; the lanes must be gone before their queues are.
    func finish() -> PipelineRunner.Ending {
        let hadHalts = !reasons.isEmpty
        stopThreads()
        let deadline = MonotonicClock.nanoseconds + 10_000_000_000
        while threads.contains(where: { !$0.hasEnded }), MonotonicClock.nanoseconds < deadline {
            control.beat()
            _ = consumer.poll(.milliseconds(20))
        }
        let clean = threads.allSatisfy(\.hasEnded) && consumer.close(deadline: .seconds(10))
        report(PipelineStopped(clean: clean))
        return clean ? .stopped(halted: hadHalts) : .hung
    }
}
