/// Compares a claimed row with the log that the broker has: what would lose or repeat records without a word halts (design §3.6).
enum LogGuard {
    /// The offsets that the broker has of a partition: the first, and the one after the last.
    struct Bounds: Hashable, Sendable {
        var low: Int64
        var high: Int64
    }

    /// The claim, with a reason to halt where there is one, and without an anchor that can't be read again.
    static func judge(_ row: OffsetStore.ClaimedRow, _ bounds: Bounds, cluster: String, topic: String) -> Claim {
        var claim = row.claim
        guard claim.haltReason == nil else { return claim }
        claim.haltReason = fault(row, bounds, cluster: cluster, topic: topic)
        if let anchor = claim.anchor, anchor.offset < bounds.low { claim.anchor = nil }
        return claim
    }

    private static func fault(
        _ row: OffsetStore.ClaimedRow, _ bounds: Bounds, cluster: String, topic: String
    ) -> String? {
        let next = row.claim.next
        if row.cluster != cluster {
            return """
                \(topic) was applied from cluster \(row.cluster), this broker's is \(cluster): connect to the right cluster, or \
                begin a new life of the topic with 'zapline offsets new-log'
                """
        }
        if next < bounds.low {
            return """
                \(bounds.low - next) records from offset \(next) on were deleted before they were applied (the log begins at \
                \(bounds.low)): 'zapline offsets set' goes on from there
                """
        }
        if next > bounds.high {
            return """
                the log ends at \(bounds.high), below the stored offset \(next): the topic was made anew, or its log was \
                truncated; 'zapline offsets new-log' begins a new life of it
                """
        }
        return nil
    }
}
