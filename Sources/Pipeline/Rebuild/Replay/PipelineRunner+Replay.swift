/// A replay as its operator sees it.
extension PipelineRunner {
    /// Where each partition stands: the offset behind the last record that is committed. One that is being claimed is missing.
    package var standings: [PartitionID: Int64] { positions.all.mapValues(\.next) }

    /// The records that went through since it began, and their bytes.
    package var seen: (records: Int, bytes: Int) {
        lanes.reduce((0, 0)) { sum, lane in
            let seen = lane.status.seen
            return (sum.0 + seen.records, sum.1 + seen.bytes)
        }
    }

    /// Whether every partition stands at its limit.
    package var hasReachedLimits: Bool {
        guard let limits else { return false }
        let standings = standings
        return limits.all.allSatisfy { partition, limit in standings[partition].map { $0 >= limit } ?? false }
    }

    /// Lets the replay go on to higher limits.
    package func extend(to new: [PartitionID: Int64]) {
        limits?.raise(to: new)
        control.send(.extended)
    }
}
