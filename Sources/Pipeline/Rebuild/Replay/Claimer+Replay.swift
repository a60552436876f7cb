import Kafka
import Postgres

/// Claims of a replay: of rows that are there, with a limit, and with the archive for what the log has no more.
extension Claimer {
    /// Claims partitions of one topic.
    func claim(
        _ partitions: [PartitionID], of replay: Replay, cluster: String, _ session: Session
    ) throws -> (claims: [PartitionID: Claim], ends: [PartitionID: Int64]) {
        guard let topic = partitions.first?.topic, let logID = replay.logIDs[topic] else { return ([:], [:]) }
        let rows = try store.claim(
            logID: logID, partitions: partitions.map(\.partition), owner: settings.owner, on: &session.connection)
        let bounds = replay.isPastLife ? [:] : try self.bounds(of: partitions)
        var claims: [PartitionID: Claim] = [:]
        for row in rows {
            let partition = PartitionID(topic: topic, partition: row.partition)
            let place = LogPlace(logID: logID, partition: row.partition, offset: row.claim.next)
            claims[partition] =
                try replay.isPastLife
                ? archived(row.claim, place, replay.limits[partition])
                : judge(row, bounds[partition], cluster, partition, replay, session)
            guard let seam = claims[partition]?.seam else { continue }
            try RebuildStore.noteSeam(
                LogPlace(logID: logID, partition: row.partition, offset: seam), store.pipeline,
                generation: replay.generation, on: &session.connection)
        }
        for partition in partitions where claims[partition] == nil {
            claims[partition] = Claim(
                logID: logID, epoch: 0, next: 0,
                haltReason: "the rebuild has no offset row of this partition: abandon it and start another")
        }
        return (claims, replay.limits.all)
    }

    /// A partition of a life that is over: all of it comes from the archive.
    private func archived(_ claim: Claim, _ place: LogPlace, _ limit: Int64?) -> Claim {
        var claim = claim
        claim.limit = limit ?? claim.next
        claim.anchor = nil
        claim.seam = claim.limit
        return claim
    }

    private func judge(
        _ row: OffsetStore.ClaimedRow, _ bounds: LogGuard.Bounds?, _ cluster: String, _ partition: PartitionID,
        _ replay: Replay, _ session: Session
    ) throws(PostgresError) -> Claim {
        let limit = replay.limits[partition] ?? row.claim.next
        guard let bounds, row.claim.haltReason == nil, row.claim.next < bounds.low, row.cluster == cluster else {
            var claim = row.claim
            if let bounds { claim = LogGuard.judge(row, bounds, cluster: cluster, topic: topics[partition.topic]) }
            claim.limit = limit
            return claim
        }
        var claim = row.claim
        claim.limit = limit
        claim.anchor = nil
        claim.fetchFrom = bounds.low
        // What the log has no more, up to the limit, is the archive's, unless nobody keeps it.
        let seam = min(bounds.low, limit)
        guard claim.next < seam, !replay.passing.contains(partition.topic) else { return claim }
        guard replay.readsArchive else {
            claim.haltReason = """
                \(seam - claim.next) records of \(topics[partition.topic])/\(partition.partition) from offset \(claim.next) on were \
                deleted before this build read them (the log begins at \(bounds.low)): abandon it and start another
                """
            return claim
        }
        let place = LogPlace(logID: claim.logID, partition: partition.partition, offset: seam)
        let end = try store.archiveEnd(place, on: &session.connection) ?? 0
        guard end >= seam else {
            claim.haltReason = """
                records \(max(end, claim.next)) to \(seam - 1) of \(topics[partition.topic])/\(partition.partition) are neither in \
                the archive nor in the log, which begins at \(bounds.low): start a rebuild from there with --from
                """
            return claim
        }
        claim.seam = seam
        claim.witness = try store.firstArchived(place, on: &session.connection)
        return claim
    }
}
