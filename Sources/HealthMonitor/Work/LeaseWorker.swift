import Pipeline
import Postgres
import Synchronization
import Telemetry

/// The thread that holds the lease, or waits for it, and that ends the others in order.
final class LeaseWorker {
    static let name = "monitor-lease"

    private let shared: MonitorShared
    private let store: LeaseStore
    private let session: DatabaseSession
    private let others: Set<String>
    private var machine = LeaseMachine()
    /// Why the schema can't be written, as long as it may be wrong.
    private var schemaFault: (@Sendable (inout Connection) throws(PostgresError) -> String?)?

    init(_ shared: MonitorShared, others: Set<String>) {
        self.shared = shared
        self.others = others
        store = LeaseStore(holder: shared.settings.id, seconds: LeaseMachine.lifetime.components.seconds)
        session = DatabaseSession(shared.settings.database)
        schemaFault = shared.settings.schemaFault
    }

    /// Asks, renews, and after a stop gives back.
    func run() {
        while !shared.isStopping {
            shared.beat(Self.name)
            turn()
            _ = shared.leaseWakeup.wait(machine.pause)
            shared.leaseWakeup.reset()
        }
        windDown()
        shared.ended(Self.name)
    }

    /// - parameter mayTake: whether it is asked for where it isn't ours.
    private func turn(mayTake: Bool = true) {
        machine.tick(Clock.monotonic)
        // Before it is asked for again: whoever was frozen hears that another has it, and that is no loss any more.
        publishRole(why: "the lease was lost")
        guard mayTake || machine.role != .standby else { return }
        let sent = Clock.monotonic
        do throws(PostgresError) {
            guard try isSchemaRight() else { return }
            switch machine.request {
            case .take: try take(sent)
            case .renew(let epoch):
                if try session.use({ [store] connection throws(PostgresError) in
                    try store.renew(epoch: epoch, on: &connection)
                }) {
                    machine.renewed(sent: sent)
                    shared.state.withLock { [machine] in $0.validUntil = machine.validUntil }
                } else {
                    machine.refused()
                }
            }
            shared.answeredLease()
            shared.state.withLock { $0.status.database = nil }
        } catch  where error.sqlState == .lockNotAvailable {
            // Another's transaction has the row: the database is there.
            shared.answeredLease()
            shared.state.withLock { $0.status.database = nil }
            machine.failed()
            shared.report(LeaseFailed(error: error.description))
            machine.tick(Clock.monotonic)
        } catch {
            machine.failed()
            shared.state.withLock { $0.status.database = error.description }
            shared.report(LeaseFailed(error: error.description))
            machine.tick(Clock.monotonic)
        }
        publishRole(why: "the lease was lost")
    }

    /// Looks at the schema until it is the one that this build writes.
    private func isSchemaRight() throws(PostgresError) -> Bool {
        guard let look = schemaFault else { return true }
        guard let fault = try session.use(look) else {
            schemaFault = nil
            return true
        }
        // The database answers: who has the right build may hold the lease.
        shared.answeredLease()
        machine.failed()
        shared.state.withLock { $0.status.database = fault }
        shared.report(LeaseFailed(error: fault))
        return false
    }

    private func take(_ sent: Int64) throws(PostgresError) {
        switch try session.use({ [store] connection throws(PostgresError) in try store.take(on: &connection) }) {
        case .taken(let epoch, let previous):
            machine.taken(epoch: epoch, sent: sent)
            shared.report(BecameActive(epoch: epoch, previous: previous))
            // What another read meanwhile we have not seen: the times of its records would be guessed from older ones.
            if previous != shared.settings.id { shared.times.withLock { $0 = [:] } }
            shared.moved()
            shared.state.withLock { [machine] state in
                state.validUntil = machine.validUntil
                state.lastEpoch = epoch
                state.deputySince = nil
                state.status.isDeputy = false
                state.status.role = .active(epoch: epoch)
            }
            shared.wakeAll()
        case .held(let holder):
            machine.refused()
            shared.state.withLock { state in
                state.status.role = .standby(active: holder)
                // That one sees them now.
                state.snapshot = HealthSnapshot()
            }
        }
    }

    /// Tells the others where they have lost it.
    private func publishRole(why: String) {
        guard case .standby = machine.role, case .active = shared.status.role else { return }
        shared.state.withLock { state in
            state.status.role = .standby(active: nil)
            state.status.knownUntil = nil
            state.status.reading = nil
            state.status.publishing = nil
            state.direct = []
        }
        shared.report(BecameStandby(why: why))
        shared.wakeAll()
    }

    /// Keeps the lease until data and publisher are done, then gives it back. Bounded: the lease expires anyway.
    private func windDown() {
        let deadline = Clock.monotonic + 30_000_000_000
        while !shared.haveEnded(others), Clock.monotonic < deadline {
            // Kept, but never taken any more.
            turn(mayTake: false)
            _ = shared.leaseWakeup.wait(.seconds(1))
            shared.leaseWakeup.reset()
        }
        if case .active(let epoch) = machine.role {
            // Where that fails, the next monitor waits until it expires.
            _ = try? session.use { connection throws(PostgresError) in try store.release(epoch: epoch, on: &connection)
            }
            machine.refused()
            publishRole(why: "it was told to stop")
        }
    }
}
