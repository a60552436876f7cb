/// Records of one partition that failed one after the other, without one in between that could be applied.
///
/// A sender that publishes rubbish fails alone; when thousands in a row from many instances do, the fault is the consumer's, and going
/// on would make a dead letter of everything (design §4).
package struct FailureStreak: Hashable, Sendable {
    /// Failures in a row from which on it counts.
    package static let records = 5_000
    /// Instances among them from which on it is nobody's own fault.
    package static let instances = 16

    /// How many failed in a row.
    package private(set) var count = 0
    private var hashes: Set<Int> = []

    /// No failure.
    package init() {}

    /// A record of the instance with this hash failed.
    package mutating func failed(_ instance: Int) {
        count += 1
        // More than the limit needn't be told apart.
        if hashes.count < Self.instances { hashes.insert(instance) }
    }

    /// A record was applied.
    package mutating func succeeded() {
        guard count > 0 else { return }
        self = FailureStreak()
    }

    /// Why the partition should not go on, or nil where it should.
    package var haltReason: String? {
        guard count >= Self.records, hashes.count >= Self.instances else { return nil }
        return """
            the last \(count) records, of \(hashes.count) instances or more, all went to dead_letters: that is a fault of this \
            consumer and not of a sender; deploy one that takes them, go on with 'zapline offsets set' to the same offset, then \
            'zapline dead-letters redrive'
            """
    }
}
