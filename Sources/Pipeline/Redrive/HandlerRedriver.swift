import Bytes
package import Postgres

/// Carries letters through their pipeline's handler, one transaction a letter: right wherever late is as good as in time.
package final class HandlerRedriver {
    private let session: RedriveSession
    private let handler: any Handler
    private let arena = Arena(blockSize: 1 << 16)

    /// A redriver; makes the handler's temporary tables.
    package init(_ session: RedriveSession, handler: any Handler) throws(PostgresError) {
        self.session = session
        self.handler = handler
        try session.prepare(handler.sessionSetup)
    }

    /// Carries one letter.
    package func redrive(_ letter: Letter) throws(PostgresError) -> RedriveOutcome {
        guard let topic = session.context.topics.firstIndex(of: letter.id.topic) else {
            return .refused(
                reason: "wrong-topic", detail: "\(letter.id.pipeline) doesn't read \(letter.id.topic) under this prefix"
            )
        }
        arena.reset()
        let records = RecordSelection([letter.record.record(topic: topic, in: arena)])
        let outcomes = try session.transact([letter]) { (connection: inout Connection) throws(PostgresError) in
            guard try session.take(letter, on: &connection) else { return [.gone] }
            return [try apply(records, on: &connection)]
        }
        return outcomes.first ?? .gone
    }

    private func apply(
        _ records: RecordSelection, on connection: inout Connection
    ) throws(PostgresError) -> RedriveOutcome {
        var found: QueryResult?
        if let lookup = handler.lookup(records) { found = try connection.query(lookup.sql, lookup.parameters) }
        var output = HandlerOutput()
        handler.write(records, found: found, into: &output)
        if let reject = output.rejects.first { return .refused(reason: reject.reason, detail: reject.detail) }
        try connection.run(output.takeScript())
        return .applied
    }
}
