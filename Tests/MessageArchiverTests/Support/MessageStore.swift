import Bytes
import Pipeline
import Postgres

@testable import MessageArchiver

/// Tables, and a handler that writes them as a lane does.
struct MessageStore: ~Copyable {
    static let tables = [
        "whatsapp_messages", "whatsapp_message_edits", "whatsapp_message_reactions", "whatsapp_message_receipts",
        "whatsapp_chats", "whatsapp_contacts", "whatsapp_aliases",
    ]

    /// Where a store's tables are.
    struct Place: Sendable {
        let url: String
        let schema: String
        let generation: Int32
    }

    var connection: Connection
    let handler: MessagesHandler
    let place: Place
    private(set) var tally = Tally()
    private(set) var rejects: [HandlerOutput.Reject] = []
    private var offset: Int64 = 0
    private let partition: Int32

    /// Empty tables.
    init() throws {
        let (url, number) = try SharedDatabase.makeSchema()
        try self.init(joining: Place(url: url, schema: "test_\(number)", generation: number), partition: 0)
    }

    /// The live tables in a database where `before` stood first.
    init(before: String) throws {
        let url = try SharedDatabase.makeDatabase(before: before)
        try self.init(joining: Place(url: url, schema: "public", generation: 0), partition: 0)
    }

    /// Another session on the tables at `place`.
    init(joining place: Place, partition: Int32) throws {
        let handler = MessagesHandler(
            HandlerContext(
                pipeline: "messages", generation: place.generation, schema: place.schema,
                topics: ["whatsapp.messages"]))
        var settings = ConnectionSettings(url: place.url, applicationName: "tests")
        settings.synchronousCommit = false
        var connection = try Connection.connect(settings)
        try connection.execute(handler.sessionSetup)
        try connection.execute("SET search_path TO \(place.schema), public")
        self.connection = connection
        self.handler = handler
        self.place = place
        self.partition = partition
    }
}

// MARK: - Writing

extension MessageStore {
    /// Applies a batch in one transaction.
    mutating func apply(_ tellings: [Telling]) throws { try apply(values: tellings.map { $0.text }) }

    /// Applies each of `tellings` in a transaction of its own.
    mutating func applyOneByOne(_ tellings: [Telling]) throws { for telling in tellings { try apply([telling]) } }

    /// Applies records of these values; nil is a tombstone.
    mutating func apply(values: [String?]) throws { try run(values, "COMMIT") }

    /// Applies a batch and leaves the transaction open.
    mutating func begin(_ tellings: [Telling]) throws { try run(tellings.map { $0.text }, "SELECT 1") }

    private mutating func run(_ values: [String?], _ end: String) throws {
        let arena = Arena()
        let records = values.map { value in
            offset += 1
            return Record(
                logID: 1, topic: 0, partition: partition, offset: offset, timestamp: 1_795_428_000_000, key: nil,
                value: value.map { arena.copy($0) })
        }
        var script = Script()
        script.sql("BEGIN ISOLATION LEVEL READ COMMITTED")
        var output = HandlerOutput(script: script)
        handler.write(RecordSelection(records), found: nil, into: &output)
        output.script.sql(end)
        try connection.run(output.script)
        tally = output.tally
        rejects = output.rejects
    }

    /// Empties the tables.
    mutating func empty() throws {
        for table in Self.tables { try connection.execute("DELETE FROM \(table)") }
        try connection.execute("DELETE FROM zapline.dead_letters WHERE generation = \(place.generation)")
    }
}

// MARK: - Reading

extension MessageStore {
    /// The values of `columns` in each row of `table`, joined by bars, in order; NULL is `-`.
    mutating func rows(_ table: String, _ columns: String) throws -> [String] {
        let result = try connection.query("SELECT \(columns) FROM \(table) ORDER BY 1, 2")
        return (0..<result.rowCount).map { row in
            (0..<result.columnCount).map { result[row, $0] ?? "-" }.joined(separator: "|")
        }
    }

    /// The values of `columns` in the rows of `whatsapp_messages`.
    mutating func message(_ columns: String) throws -> String {
        try rows("whatsapp_messages", columns).joined(separator: "\n")
    }

    /// The values of `columns` in the dead letters of this store.
    mutating func letters(_ columns: String) throws -> [String] {
        try rows("(SELECT * FROM zapline.dead_letters WHERE generation = \(place.generation)) AS letters", columns)
    }

    /// Every row of every table but for what is kept at best effort.
    mutating func everything() throws -> [String] {
        var all: [String] = []
        for table in Self.tables {
            let rows = try connection.query(
                "SELECT '\(table) ' || (to_jsonb(t) - 'zapline_conflict')::text AS row FROM \(table) t ORDER BY 1")
            all += (0..<rows.rowCount).map { rows[$0, 0] ?? "" }
        }
        return all
    }

    /// Returns once the session of `backend` waits for a lock; throws where it never does.
    mutating func waitUntilBlocked(_ backend: () -> Int32) throws {
        for _ in 0..<50_000 {
            let blocked = try connection.query("SELECT cardinality(pg_blocking_pids(\(backend()))) > 0")
            if blocked.bool(0, 0) == true { return }
        }
        throw NobodyWaits()
    }

    /// The session that should have waited didn't.
    struct NobodyWaits: Error {}
}
