/// The server's side of a session: it goes on with what it has been sent, whether anybody still listens or not.
final class Backend {
    let id: Int
    var statement: Statement?
    /// How many of the statement's rows are locked; behind that, what else it has done.
    var stage = 0
    var held: [Int] = []
    var waitsSince: Int?
    var reply: Reply?
    /// Nobody listens any more.
    var isOrphan = false
    /// The rest of what it was sent never comes: it holds what it locked until somebody ends it.
    var isStalled = false
    /// Until when it, or the network before it, takes its time.
    var sleepsUntil: Int?
    /// It will be, once it holds its locks.
    var willStall = false
    var isDead = false
    /// What `advance` saw, for the mutant that looks without a lock.
    var seen: [StoredRow] = []

    init(_ id: Int) { self.id = id }

    var isBusy: Bool { statement != nil && !isDead }
}

/// A client's side of a session.
final class DatabaseSession {
    let backend: Backend
    private(set) var isBroken = false
    /// Packets vanish: nothing comes back, and nobody says so.
    var isSilent = false
    private var deadline = 0

    init(_ backend: Backend) { self.backend = backend }

    /// The time at which the client stops waiting, where it waits.
    var nextDeadline: Int? { isBroken ? nil : deadline }

    /// Sends `statement`; the client waits for `timeout` milliseconds at most.
    func send(_ statement: Statement, timeout: Int, at now: Int) {
        deadline = now + timeout
        guard !backend.isDead, !isBroken, !isSilent else { return }
        backend.statement = statement
        (backend.stage, backend.held, backend.waitsSince, backend.reply) = (0, [], nil, nil)
    }

    /// The connection ends under the client's hands; what the server has, it has.
    func cut() {
        isBroken = true
        backend.isOrphan = true
    }

    /// What has come back by now, or nil.
    func answer(at now: Int) -> Reply? {
        if isBroken { return .lost }
        if !isSilent, let reply = backend.reply {
            backend.reply = nil
            if case .error(_, _, closes: true) = reply { cut() }
            return reply
        }
        guard now >= deadline || (backend.isDead && !isSilent) else { return nil }
        cut()
        return .lost
    }
}
