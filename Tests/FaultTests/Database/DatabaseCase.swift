import Postgres
import TestSupport

/// A case on a database server of its own, whose fault may do to it whatever it likes.
enum DatabaseCase {
    /// Runs it.
    ///
    /// - parameter settings: of the server.
    /// - parameter smallDisk: the size in MiB of a disk of its own for the database, nil: it is on everybody's.
    static func run(
        _ name: String, seed: UInt64, settings: [String: String] = [:], smallDisk: Int? = nil,
        isolation: isolated (any Actor)? = #isolation, fault: (Trial, PrivatePostgres) async throws -> Void
    ) async throws {
        let server = try PrivatePostgres(settings: settings, smallDisk: smallDisk)
        defer { server.stop() }
        let bench = try await FaultBench(
            bootstrapServers: PrivateKafka.shared().bootstrapServers, postgres: server, onSmallDisk: smallDisk != nil)
        try await Trial.run(name, seed: FaultSettings.seed(or: seed), on: bench) { try await fault($0, server) }
    }
}

/// A session that can be kept in a list, and ends with it.
final class KeptSession {
    private var connection: Connection

    /// Connects as the harness does; its statements may take as long as they like.
    init(_ bench: FaultBench) throws { connection = try bench.connect() }

    /// Runs statements.
    func execute(_ sql: String) throws { try connection.execute(sql) }

    /// What a query for one number says.
    func number(_ sql: String) throws -> Int { try connection.query(sql).integer(0, 0).map { Int($0) } ?? 0 }

    /// Ends the consumers' sessions: those in the middle of a transaction, or all of them. How many there were.
    @discardableResult
    func endConsumers(idleToo: Bool) throws -> Int { try signalConsumers("pg_terminate_backend", idleToo: idleToo) }

    /// Ends the statements that consumers' sessions are at. How many there were.
    func cancelConsumers() throws -> Int { try signalConsumers("pg_cancel_backend", idleToo: false) }

    private func signalConsumers(_ function: String, idleToo: Bool) throws -> Int {
        try number(
            """
            SELECT count(\(function)(pid)) FROM pg_stat_activity WHERE datname = current_database()
            AND pid <> pg_backend_pid() AND application_name <> 'fault-tests'\(idleToo ? "" : " AND state <> 'idle'")
            """)
    }
}
