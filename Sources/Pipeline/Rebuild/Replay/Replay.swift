import Synchronization

/// How a pipeline runs over its history once more, beside the live one: into tables and offset rows of its own, in no group, and
/// never beyond where it is told to stop.
package struct Replay: Sendable {
    /// Which build it is; live is 0.
    package let generation: Int32
    /// The schema of its tables.
    package let schema: String
    /// For each of the pipeline's topics, by its place, the life that is read; nil: the topic isn't read in this run.
    package let logIDs: [Int16?]
    /// Where each partition stops; what isn't named isn't read.
    package let limits: ReplayLimits
    /// Whether records that the log has no more are read from the archive.
    package let readsArchive: Bool
    /// The topics, by their places, that nobody keeps: what their logs have no more isn't missed.
    package let passing: Set<Int>
    /// Whether the life is over, so that only the archive has it.
    package let isPastLife: Bool
    /// Holds the lanes back to a rate; nil: as fast as it goes.
    package let pacer: Pacer?

    /// A replay.
    package init(
        generation: Int32, schema: String, logIDs: [Int16?], limits: ReplayLimits, readsArchive: Bool,
        passing: Set<Int> = [], isPastLife: Bool = false, pacer: Pacer? = nil
    ) {
        self.generation = generation
        self.schema = schema
        self.logIDs = logIDs
        self.limits = limits
        self.readsArchive = readsArchive
        self.passing = passing
        self.isPastLife = isPastLife
        self.pacer = pacer
    }
}

/// Where each partition of a replay stops: the offset behind the last one that is applied. It only ever grows.
package final class ReplayLimits: Sendable {
    private let limits: Mutex<[PartitionID: Int64]>

    /// Limits to begin with.
    package init(_ limits: [PartitionID: Int64]) { self.limits = Mutex(limits) }

    /// All of them.
    package var all: [PartitionID: Int64] { limits.withLock { $0 } }

    subscript(partition: PartitionID) -> Int64? { limits.withLock { $0[partition] } }

    /// Raises those that are named; none is lowered, and none added.
    func raise(to new: [PartitionID: Int64]) {
        limits.withLock { limits in
            for (partition, limit) in new where limits[partition].map({ $0 < limit }) == true {
                limits[partition] = limit
            }
        }
    }
}
