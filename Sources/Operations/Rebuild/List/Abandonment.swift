internal import JSON
internal import Pipeline
internal import Postgres
internal import Service

/// What `rebuild abandon` takes away.
struct Abandonment: Hashable, Sendable {
    var row: RebuildRow
    var extent: RebuildClearing.Extent

    /// Reads the build of a pipeline that is running or ready.
    ///
    /// - throws: where there is none, or somebody works on it.
    init(_ pipeline: String, on connection: inout Connection) throws {
        guard let row = try RebuildRow.open(pipeline, on: &connection) else {
            throw OperationError(
                "no rebuild of \(pipeline) is under way; `zapline rebuild list` shows those that there were",
                exitCode: .found)
        }
        if let worker = row.worker { throw Self.isWorkedOn(row.name, worker) }
        guard let clearing = RebuildClearing(pipeline, generation: row.generation) else {
            throw OperationError("\(row.name) has the generation of the live tables; nothing was changed")
        }
        self.row = row
        extent = try clearing.measure(on: &connection)
    }

    /// Takes it away, in one transaction.
    ///
    /// - parameter shown: what the operator agreed to.
    static func perform(_ shown: Abandonment, on connection: inout Connection) throws {
        // Whoever reads the tables by hand must end before they can be dropped; nobody else does.
        try connection.execute(
            "BEGIN ISOLATION LEVEL READ COMMITTED; SET LOCAL synchronous_commit = on; SET LOCAL lock_timeout = '30s'")
        guard try RebuildLock.take(shown.row.pipeline, on: &connection) else {
            let holder = try RebuildLock.holders([shown.row.pipeline], on: &connection)[shown.row.pipeline]
            throw isWorkedOn(shown.row.name, holder)
        }
        let clearing = RebuildClearing(shown.row.pipeline, generation: shown.row.generation)
        guard try clearing?.clear(as: .abandoned, on: &connection) == true else {
            throw OperationError(
                "\(shown.row.name) ended meanwhile; nothing was changed, look again", exitCode: .found)
        }
        try connection.execute("COMMIT")
    }

    private static func isWorkedOn(_ name: String, _ holder: RebuildLock.Holder?) -> OperationError {
        OperationError(
            "\(name) is worked on by \(holder?.text ?? "another session"); stop that first (Ctrl-C is enough)",
            exitCode: .found)
    }

    /// What will come of it.
    var consequence: String {
        "\(row.name): drops schema \(row.schema) (\(extent.tables) tables, \(MebibyteText.format(extent.bytes))), its "
            + "\(ProgressLine.grouped(extent.offsets)) offsets and \(ProgressLine.grouped(extent.letters)) dead letters. "
            + "The live tables are not touched."
    }

    /// The same for scripts.
    func json(isDone: Bool) -> JSONValue {
        [
            "pipeline": .string(row.pipeline), "generation": .integer(row.generation), "schema": .string(row.schema),
            "tables": .integer(extent.tables), "bytes": .integer(extent.bytes), "offsets": .integer(extent.offsets),
            "dead_letters": .integer(extent.letters), "instance_states": .integer(extent.states),
            "abandoned": .bool(isDone),
        ]
    }
}
