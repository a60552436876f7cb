package import Bytes
package import Postgres

/// What a consumer makes of records: pure but for the buffers that it uses again. One a lane, always on the lane's thread.
package protocol Handler: AnyObject {
    /// Statements for each new session: the temporary tables.
    var sessionSetup: String { get }

    /// What must be read before the records can be folded, or nil.
    func lookup(_ records: RecordSelection) -> Lookup?

    /// Adds the statements that carry `records` into the tables; a record that can't be carried is rejected.
    ///
    /// Called again for every attempt at a batch, with other parts of it; the views that go into the script must be valid
    /// until the next call.
    func write(_ records: RecordSelection, found: QueryResult?, into output: inout HandlerOutput)

    /// The instance that a record is of, as far as it can be read: for its dead letter.
    func instance(of record: Record) -> ByteView?

    /// The W3C `traceparent` that a record's producer gave it, as it was written: for log lines.
    func traceParent(of record: Record) -> ByteView?

    /// Whether what refused a row belongs to the user and not to us, so that no record is to blame.
    func isUsersObject(_ error: PostgresError) -> Bool
}

extension Handler {
    package func lookup(_ records: RecordSelection) -> Lookup? { nil }
    package func instance(of record: Record) -> ByteView? { record.keyedInstance }
    package func traceParent(of record: Record) -> ByteView? { record.headerTraceParent }
    package func isUsersObject(_ error: PostgresError) -> Bool { false }
}

extension Record {
    /// What stands before the key's first slash, where it is text: keys are `instance` or `instance/chat` (contract §2, §3).
    package var keyedInstance: ByteView? {
        guard let key, key.isValidUTF8 else { return nil }
        var end = 0
        while end < key.count, end < 256, key[end] != UInt8(ascii: "/"), key[end] != 0 { end += 1 }
        return (1...255).contains(end) ? key.slice(from: 0, count: end) : nil
    }
}

/// A statement that reads what a fold starts from.
package struct Lookup: Sendable {
    /// One SELECT.
    package let sql: String
    /// Its parameters.
    package let parameters: [Parameter]

    /// A look-up.
    package init(sql: String, parameters: [Parameter]) {
        self.sql = sql
        self.parameters = parameters
    }
}

/// What a handler is made with.
package struct HandlerContext: Sendable {
    /// The pipeline's name.
    package let pipeline: String
    /// Which build of the tables it writes; 0 is the first.
    package let generation: Int32
    /// The schema of the applications' tables.
    package let schema: String
    /// The pipeline's topics with their prefix; `Record.topic` is a place in it.
    package let topics: [String]
    /// The size in bytes past which an event isn't looked into.
    package let maxEventBytes: Int

    /// A context; live tables are in `public`.
    package init(
        pipeline: String, generation: Int32 = 0, schema: String = "public", topics: [String],
        maxEventBytes: Int = 16 << 20
    ) {
        self.pipeline = pipeline
        self.generation = generation
        self.schema = schema
        self.topics = topics
        self.maxEventBytes = maxEventBytes
    }
}
