@testable import Pipeline

/// The database: offset rows, effects and dead letters that move together or not at all, row locks, and commits that a crash
/// takes back to the last flush.
///
/// Statements run in steps, one a call of `run`, so that anything can come between two of them; the semantics of each are
/// those of `Schema/Migrations/OffsetFunctions.swift` and `Pipeline/Store/OffsetStore.swift`.
final class StoreModel {
    private(set) var contents: StoreContents
    /// What a crash can't take.
    private var durable: StoreContents
    /// The state after each commit that is not flushed yet.
    private var unflushed: [StoreContents] = []
    private(set) var backends: [Backend] = []
    private var locks: [Backend?]
    /// The claim that was answered last, per partition: who owns it, whatever a mutant does to the epoch, or a crash to the row.
    private(set) var owners: [Int]
    private var claims = 0
    private var sessions = 0

    /// When the server is there again, or nil where it is.
    var downUntil: Int?
    /// The code with which everything is refused, or nil.
    var refusal: String?
    /// Whether what cursed records was mended.
    var isCured = false
    /// Every code that was answered to a batch since the last look.
    var fencings = 0

    let mutants: Mutants
    /// Hears of every batch that commits, after it did.
    var committed: (BatchScript, _ before: [StoredRow]) -> Void = { _, _ in }
    /// A fault to answer a batch with, at random.
    var randomFault: () -> String? = { nil }
    var now = 0

    init(partitions: Int, mutants: Mutants) {
        contents = StoreContents(partitions: partitions)
        durable = contents
        owners = [Int](repeating: 0, count: partitions)
        locks = [Backend?](repeating: nil, count: partitions)
        self.mutants = mutants
    }

    /// Whether statements are under way that nobody waits for.
    var hasOrphans: Bool { backends.contains { $0.isBusy && $0.isOrphan && !$0.isStalled } }

    /// Whether a crash would take something.
    var hasUnflushed: Bool { !unflushed.isEmpty }

    /// A session, or nil where no server is there or it takes none.
    func connect() -> DatabaseSession? {
        guard downUntil == nil, refusal == nil || refusal?.hasPrefix("23") == true else { return nil }
        sessions += 1
        let backend = Backend(sessions)
        backends.append(backend)
        return DatabaseSession(backend)
    }

    // MARK: - Durability

    /// What is committed is on the disk.
    func flush() {
        durable = contents
        unflushed.removeAll()
    }

    /// The server dies; of what it had not flushed, `kept` commits had reached the disk all the same.
    func crash(keeping kept: Int, until time: Int) {
        if kept < unflushed.count {
            contents = kept == 0 ? durable : unflushed[kept - 1]
        }
        flush()
        restart(until: time)
    }

    /// The server ends every session and comes again; nothing that was committed is lost.
    func restart(until time: Int) {
        for backend in backends { terminate(backend, with: nil) }
        backends.removeAll()
        flush()
        downUntil = time
    }

    /// How many commits a crash would take at most.
    var unflushedCount: Int { unflushed.count }

    func commit(synchronously: Bool, _ change: (inout StoreContents) -> Void) {
        change(&contents)
        if synchronously { flush() } else { unflushed.append(contents) }
    }

    /// The operator mends a halted partition in the table.
    func liftHalt(_ partition: Int) {
        commit(synchronously: true) { $0.rows[partition].haltReason = nil }
    }

    func nextClaim(of partition: Int) -> Int {
        claims += 1
        owners[partition] = claims
        return claims
    }

    // MARK: - Locks

    func holder(_ row: Int) -> Backend? { locks[row] }

    func lock(_ row: Int, for backend: Backend) {
        locks[row] = backend
        backend.held.append(row)
        backend.waitsSince = nil
    }

    private func release(_ backend: Backend) {
        for row in backend.held { locks[row] = nil }
        backend.held.removeAll()
    }

    /// The statement is over.
    func finish(_ backend: Backend, _ reply: Reply) {
        release(backend)
        backend.statement = nil
        backend.reply = reply
        if backend.isOrphan { forget(backend) }
    }

    /// The session ends, and its transaction with it; `code` reaches the client where there is one.
    func terminate(_ backend: Backend, with code: String?) {
        release(backend)
        backend.statement = nil
        backend.isDead = true
        backend.reply = code.map { .error($0, closes: true) }
    }

    /// The client is gone: what runs goes on to its end, what waits for data ends, unless the server can't know.
    func abandon(_ backend: Backend) {
        backend.isOrphan = true
        if !backend.isBusy { forget(backend) }
    }

    private func forget(_ backend: Backend) {
        backend.isDead = true
        backends.removeAll { $0 === backend }
    }
}
