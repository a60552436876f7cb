package import Kafka
package import Postgres

/// What redriving works with: a session, where records are read, and what is done beside each letter's effect.
package final class RedriveSession {
    /// Adds what an operator wants kept of a letter to its transaction.
    package typealias Note = (_ letter: Letter, _ connection: inout Connection) throws(PostgresError) -> Void

    /// The pipeline's name, topics and build.
    package let context: HandlerContext
    /// Whether every transaction is rolled back in the end.
    package let isDryRun: Bool
    let log: LogReader
    private let note: Note
    private let session: Session
    private let pause: Wakeup

    /// A session on the database; what is committed in it is flushed.
    ///
    /// - parameter kafka: where records are read that no table has; nil: nowhere.
    package init(
        _ context: HandlerContext, database: ConnectionSettings, kafka: ClientSettings?, isDryRun: Bool,
        note: @escaping Note
    ) throws(PostgresError) {
        self.context = context
        self.isDryRun = isDryRun
        self.note = note
        var settings = database
        // An operator waits longer than a batch: a history is read in one statement.
        settings.statementTimeout = .seconds(600)
        settings.idleInTransactionTimeout = .seconds(60)
        settings.synchronousCommit = true
        session = Session(try Connection.connect(settings))
        pause = try Wakeup()
        log = LogReader(kafka)
    }

    /// Runs statements outside of any letter's transaction.
    package func use<Value>(_ body: (inout Connection) throws(PostgresError) -> Value) throws(PostgresError) -> Value {
        try body(&session.connection)
    }

    /// Makes the temporary tables of a handler.
    package func prepare(_ sql: String) throws(PostgresError) { try session.connection.execute(sql) }

    /// Runs `body` in a transaction, again where another one came in between; what it gives for `letters` stands only if all of
    /// them are `applied`.
    ///
    /// - throws: where the database is not there, or nobody knows whether it took the transaction.
    package func transact(
        _ letters: [Letter], _ body: (inout Connection) throws(PostgresError) -> [RedriveOutcome]
    ) throws(PostgresError) -> [RedriveOutcome] {
        var backoff = Backoff.conflict
        for attempt in 1... {
            do throws(PostgresError) {
                try session.connection.execute(
                    "BEGIN ISOLATION LEVEL READ COMMITTED; SET LOCAL synchronous_commit = on")
                let outcomes = try body(&session.connection)
                let isWhole = outcomes.contains(.applied)
                if isWhole {
                    for (letter, outcome) in zip(letters, outcomes) where outcome == .applied {
                        try note(letter, &session.connection)
                    }
                }
                try session.connection.execute(isWhole && !isDryRun ? "COMMIT" : "ROLLBACK")
                return outcomes
            } catch {
                guard error.code == .server, !session.connection.isBroken else { throw error }
                try session.connection.execute("ROLLBACK")
                let kind = FailureClass(Fault(sqlState: error.sqlState?.rawValue))
                if kind == .reconnect { throw error }
                guard kind == .retry, attempt < 20 else {
                    return letters.map { _ in .refused(reason: "refused-by-database", detail: error.description) }
                }
                _ = pause.wait(backoff.next(jitter: 0.5))
            }
        }
        return []
    }

    /// Takes a letter out of the state that it was read in; false where it isn't in it any more.
    package func take(_ letter: Letter, on connection: inout Connection) throws(PostgresError) -> Bool {
        let (id, place) = (letter.id, letter.id.place)
        return try connection.query(
            """
            UPDATE zapline.dead_letters SET state = 'redriven', changed_at = clock_timestamp()
            WHERE pipeline = $1 AND generation = $2 AND topic = $3 AND log_id = $4 AND topic_partition = $5
              AND topic_offset = $6 AND state = $7
            """,
            [
                .text(id.pipeline), .integer(Int64(id.generation)), .text(id.topic), .integer(Int64(place.logID)),
                .integer(Int64(place.partition)), .integer(place.offset), .text(letter.state),
            ]
        ).affectedRows == 1
    }
}
