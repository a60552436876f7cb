import Glibc
import Postgres
import Synchronization
import TestSupport

/// An application that reads the tables of `messages` all the time, a message by its key and a chat with its newest, on a thread
/// and a session of its own.
struct ReplayReader: Sendable {
    /// The bench that has the database.
    let bench: Bench
    /// The database's URL.
    let database: String

    /// Milliseconds of the slowest query, until it is told to stop.
    ///
    /// - throws: at the first error, and at the first message that isn't there: one that was never goes away.
    func run(isStopping: @escaping @Sendable () -> Bool) async throws -> Double {
        try await onOwnThread { try read(isStopping) }
    }

    private func read(_ isStopping: () -> Bool) throws -> Double {
        var connection = try bench.connect(database)
        var random = SeededGenerator(1)
        let known = try connection.query(
            "SELECT instance_name, message_id, from_me FROM whatsapp_messages WHERE kind IS NOT NULL LIMIT 1000")
        guard known.rowCount > 0 else { throw Bench.Failure(description: "there is no message to read") }
        let clock = ContinuousClock()
        var (slowest, count) = (Duration.zero, 0)
        while !isStopping() {
            let row = Int.random(in: 0..<known.rowCount, using: &random)
            let (instance, message) = (known[row, 0] ?? "", known[row, 1] ?? "")
            let began = clock.now
            let found = try connection.query(
                "SELECT body, status FROM whatsapp_messages WHERE instance_name = $1 AND message_id = $2 AND from_me = $3::boolean",
                [.text(instance), .text(message), .text(known[row, 2] ?? "")])
            slowest = max(slowest, clock.now - began)
            guard found.rowCount == 1 else {
                throw Bench.Failure(description: "a reader found no message \(message) of \(instance)")
            }
            let asked = clock.now
            let chats = try connection.query(
                "SELECT chat_id, name, last_message_at FROM whatsapp_chats WHERE instance_name = $1", [.text(instance)])
            slowest = max(slowest, clock.now - asked)
            guard chats.rowCount > 0 else { throw Bench.Failure(description: "a reader found no chat of \(instance)") }
            count += 2
            _ = poll(nil, 0, 2)
        }
        say("\(count) queries, the slowest took \(slowest)")
        return slowest / .milliseconds(1)
    }
}
