import Glibc
import Postgres
import Synchronization
import TestSupport

/// A reader that asks for the same again and again, as an application does, on a thread and a session of its own.
final class ReaderLoop: Sendable {
    /// What it got.
    struct Answers: Sendable {
        /// Every answer that differs from the one before it.
        var different: [String] = []
        /// How many there were.
        var count = 0
        /// The longest that it waited for one.
        var longest = Duration.zero
        /// What went wrong.
        var errors: [String] = []
        /// Transactions that saw one thing first and another later.
        var torn = 0
    }

    private let answers = Mutex(Answers())
    private let isStopping = Atomic(false)
    private let work = Mutex<Task<Void, any Error>?>(nil)

    /// Begins at once.
    ///
    /// - parameter isRepeatable: whether it asks twice in one REPEATABLE READ transaction, and must get the same.
    init(_ sql: String, isRepeatable: Bool, on bench: FaultBench) {
        let task = Task { [self] in
            try await onOwnThread { [self] in
                var connection = try bench.connect()
                while !isStopping.load(ordering: .relaxed) {
                    do { try look(sql, isRepeatable, on: &connection) } catch {
                        answers.withLock { $0.errors.append("\(error)") }
                        connection = try bench.connect()
                    }
                }
            }
        }
        work.withLock { $0 = task }
    }

    /// Ends it; what it got.
    func stop() async throws -> Answers {
        isStopping.store(true, ordering: .relaxed)
        try await work.withLock { $0 }?.value
        return answers.withLock { $0 }
    }

    /// How many answers there were so far.
    var count: Int { answers.withLock { $0.count } }

    private func look(_ sql: String, _ isRepeatable: Bool, on connection: inout Connection) throws {
        if isRepeatable { try connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ") }
        let first = try ask(sql, on: &connection)
        guard isRepeatable else { return }
        if try ask(sql, on: &connection) != first { answers.withLock { $0.torn += 1 } }
        try connection.execute("COMMIT")
    }

    private func ask(_ sql: String, on connection: inout Connection) throws -> String {
        let began = ContinuousClock.now
        let answer = try connection.query(sql)[0, 0] ?? ""
        let took = ContinuousClock.now - began
        answers.withLock {
            $0.count += 1
            $0.longest = max($0.longest, took)
            if $0.different.last != answer { $0.different.append(answer) }
        }
        return answer
    }
}
