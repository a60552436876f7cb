import Postgres
import Threads

/// A moment at which live and a build stand at the same offsets, and neither moves: live's offset rows are locked by a transaction, and
/// the build follows live no further.
///
/// Consumers wait at their next batch until the transaction ends; readers wait for nothing.
final class Boundary {
    private let held: Session
    private var isHeld = true
    /// The offsets at which both stand, by place.
    let offsets: [LogPlace]

    fileprivate init(_ held: Session, offsets: [LogPlace]) {
        self.held = held
        self.offsets = offsets
    }

    /// Runs statements in the transaction that holds the rows.
    func use<Value>(_ body: (inout Connection) throws -> Value) throws -> Value { try body(&held.connection) }

    /// Lets live go on, with what was done.
    func commit() throws(PostgresError) {
        isHeld = false
        try held.connection.execute("COMMIT", timeout: nil)
    }

    /// Lets live go on, as if nothing had been done; nothing where it goes on already.
    func release() {
        guard isHeld else { return }
        isHeld = false
        if !held.connection.isBroken { _ = try? held.connection.execute("ROLLBACK") }
    }
}

extension HistoryReader {
    /// How long live may be held while the build is brought up to it, attempt by attempt: short where that will do.
    private static let patience = [500, 500, 500, 1_000, 1_000, 1_000, 2_000, 2_000, 5_000, 5_000].map {
        Duration.milliseconds($0)
    }
    /// A round of following that took no longer leaves little to do under the lock.
    private static let closeEnough = Duration.milliseconds(250)

    /// Brings the build to just where live stands, and holds live there.
    ///
    /// - throws: `RebuildError` where live was never near enough, or where it can't be held.
    func boundary() throws -> Boundary {
        stopFollowing()
        for patience in Self.patience {
            try approach()
            if let boundary = try attempt(patience) { return boundary }
        }
        throw RebuildError(
            .unavailable,
            "\(rebuild.name) could not be brought to where live stands within seconds, in \(Self.patience.count) attempts: "
                + "the machine is too busy, or live moves faster than the build; try again when there is less traffic"
        )
    }

    /// Follows live without holding it, until it is near.
    private func approach() throws {
        var before = Int64.max
        for _ in 0..<50 {
            let positions = try job.session.use { (connection: inout Connection) in
                try job.live.positions(isLocked: false, on: &connection)
            }
            let began = MonotonicClock.nanoseconds
            extend(to: positions)
            try reach()
            let took = MonotonicClock.nanoseconds - began
            // Where a round takes as long as the one before, it is not the distance that takes it.
            if took < MonotonicClock.nanoseconds(Self.closeEnough) || took > before / 10 * 9 { return }
            before = took
        }
    }

    private func attempt(_ patience: Duration) throws -> Boundary? {
        let held = try job.session.another()
        try held.connection.execute(
            "SET lock_timeout = '5s'; BEGIN ISOLATION LEVEL READ COMMITTED; SET LOCAL synchronous_commit = on")
        let offsets: [LogPlace]
        do throws(PostgresError) {
            offsets = try job.live.positions(isLocked: true, on: &held.connection)
        } catch  where Self.isInTheWay(error) {
            return nil
        }
        let boundary = Boundary(held, offsets: offsets)
        do {
            extend(to: offsets)
            if try reach(within: patience) {
                try check(boundary)
                return boundary
            }
        } catch {
            boundary.release()
            throw error
        }
        boundary.release()
        return nil
    }

    /// Whether another session's locks are all that is wrong.
    private static func isInTheWay(_ error: PostgresError) -> Bool {
        [.lockNotAvailable, .deadlockDetected].contains(error.sqlState)
    }

    /// Both stand at the same offsets, and the tables are what the offset rows say.
    private func check(_ boundary: Boundary) throws {
        let (isWhole, standings) = try boundary.use { (connection: inout Connection) in
            (
                try RebuildStore.isWhole(rebuild, on: &connection),
                try RebuildStore.standings(rebuild, on: &connection)
            )
        }
        guard isWhole else { throw TablesEmptied() }
        for place in boundary.offsets {
            guard let start = rebuild.starts.first(where: { $0.place.beginning == place.beginning }) else {
                throw RebuildError(
                    .refused,
                    "partition \(place.partition) of life \(place.logID) is not in \(rebuild.name): it was added since, or the "
                        + "topic began a new life; abandon it and start another")
            }
            let next = standings[place.beginning] ?? start.place.offset
            guard next == place.offset else {
                throw RebuildError(
                    .refused,
                    "\(rebuild.name) stands at \(next) in \(start.topic)/\(place.partition), live at \(place.offset): somebody "
                        + "moved live's offset meanwhile; abandon it and start another")
            }
        }
    }
}
