import Kafka
import Postgres
import Synchronization
import Threads

/// What the claimer looks at between claims: offset rows of partitions that nothing happens to, leaders, and progress.
extension Claimer {
    /// How many logs are asked for their ends in one round; the rest has its turn in the next ones.
    private static let questions = 64

    /// Compares the offset rows with what lanes know; doubles as the sign of life that is asked of the database.
    func checkPositions(_ session: Session) throws(PostgresError) {
        // Before the rows are read: a row may be ahead of what was known then, never behind.
        let standings = shared.positions.all
        let rows = try store.current(topics: topics, on: &session.connection)
        var findings: [PartitionID: PositionCheck.Finding] = [:]
        for (partition, standing) in standings {
            findings[partition] = PositionCheck.judge(
                logID: standing.logID, epoch: standing.epoch, next: standing.next, row: rows[partition])
        }
        for (partition, mark) in haltMarks {
            findings[partition] = PositionCheck.judgeHalted(logID: mark.logID, epoch: mark.epoch, row: rows[partition])
        }
        if !findings.isEmpty { shared.found(findings) }
    }

    /// Notes who leads each partition; where that is another than before, the anchor is compared again, since a leader that was
    /// not in sync may have another record there.
    func noteLeaders(of topic: Metadata.Topic, at place: Int) {
        let standings = shared.positions.all
        var findings: [PartitionID: PositionCheck.Finding] = [:]
        for found in topic.partitions {
            guard let leader = found.leader else { continue }
            let partition = PartitionID(topic: place, partition: found.id)
            defer { leaders[partition] = leader }
            guard let before = leaders[partition], before != leader, let standing = standings[partition] else {
                continue
            }
            findings[partition] = .reclaim(epoch: standing.epoch, .leaderChanged)
        }
        if !findings.isEmpty { shared.found(findings) }
    }

    /// Looks for partitions whose log goes on while they stand still, and has those claimed again that did so for long.
    func watchProgress(reachesBroker: Bool) {
        guard reachesBroker, lanes.allSatisfy({ $0.status.fault == nil }) else {
            watchdog.pause()
            shared.leader.withLock { $0 = nil }
            return shared.stalls.withLock { $0 = [] }
        }
        let standings = shared.positions.all
        let limits = settings.replay?.limits.all
        let positions = standings.mapValues(\.next).filter { partition, next in
            // A replay that is where it is to stop has nothing to do.
            limits.map { next < $0[partition] ?? 0 } ?? true
        }
        // Partitions of a replay wait for one another: behind the archive of another one, behind a rate.
        if limits != nil, watchdog.hasMoved(positions) { watchdog.pause() }
        let suspects = watchdog.suspects(positions)
        // What a replay has before it is what live has applied; of a life that is over no broker knows the end.
        let (ends, fault) = settings.replay?.isPastLife == true ? (limits ?? [:], nil) : ends(of: suspects)
        // Some broker answers, but not the one that has what is wanted.
        shared.leader.withLock { $0 = fault }
        let stalls = watchdog.observe(positions: positions, ends: ends, at: MonotonicClock.nanoseconds)
        shared.stalls.withLock { $0 = stalls }
        var findings: [PartitionID: PositionCheck.Finding] = [:]
        for stall in stalls where stall.isDue {
            findings[stall.partition] = standings[stall.partition].map { .reclaim(epoch: $0.epoch, .stalled) }
        }
        if !findings.isEmpty { shared.found(findings) }
    }

    /// The logs' ends, up to the first that its leader doesn't tell, and why.
    private func ends(of suspects: [PartitionID]) -> (ends: [PartitionID: Int64], fault: String?) {
        var result: [PartitionID: Int64] = [:]
        let first = suspects.firstIndex { $0 > lastAsked } ?? 0
        for partition in (suspects[first...] + suspects[..<first]).prefix(Self.questions) {
            shared.beat()
            let place = TopicPartition(topics[partition.topic], partition.partition)
            do throws(KafkaError) {
                result[partition] = try consumer.watermarks(place, timeout: .seconds(5)).high
            } catch { return (result, "the leader of \(place) doesn't say where its log ends: \(error)") }
            lastAsked = partition
        }
        return (result, nil)
    }
}
