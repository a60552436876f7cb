@testable import Pipeline

/// What a session asks of the database, each in one round trip.
enum Statement {
    case batch(BatchScript)
    /// `starts`: the offset for a row that isn't there yet.
    case claim(partitions: [Int], starts: [Int64], cluster: String)
    case settle([Int])
    case halt(partition: Int, epoch: Int64, reason: String, retries: Bool)
    case endHolders([Int])
    /// All rows as they stand, without a lock.
    case read

    /// The rows that it locks, in the order in which it does.
    var rows: [Int] {
        switch self {
        case .batch(let script): script.steps.map(\.partition)
        case .claim(let partitions, _, _), .settle(let partitions): partitions
        case .halt(let partition, _, _, _): [partition]
        case .endHolders, .read: []
        }
    }

    /// How many milliseconds it waits for a row's lock: the pipeline's settings.
    var lockTimeout: Int {
        switch self {
        case .batch, .settle: 5_000
        case .claim, .halt, .endHolders, .read: 2_000
        }
    }
}

/// The string of one batch: `BEGIN; advance…; COPY…; COMMIT`.
struct BatchScript {
    /// One call of `advance`, with the claim that the caller believes to hold.
    struct Step {
        let partition: Int
        var from: Int64
        let to: Int64
        let epoch: Int64
        let anchor: Cursor.Anchor?
        let claim: Int
    }

    var steps: [Step]
    var effects: [LogRecord]
    var letters: [LogRecord]
    let isProbe: Bool
    /// Who sends it, for the trace.
    let sender: String
}

/// What comes back.
enum Reply {
    case done
    case claimed([ClaimedPartition])
    case standing([Int: PositionCheck.Row])
    /// By partition.
    case rows([Int: OffsetRow])
    /// `closes`: the session is over with it, as after `pg_terminate_backend`.
    case error(String, isUsersObject: Bool = false, closes: Bool = false)
    /// The connection ended, or our own deadline passed.
    case lost
}

/// A row as `claim` returns it.
struct ClaimedPartition {
    let partition: Int
    let row: OffsetStore.ClaimedRow
    /// See `StoreModel.owners`.
    let claim: Int
}
