internal import Pipeline
internal import Postgres
internal import Service

/// What is found out before live is compared with the log.
struct VerifyPreparation: Sendable {
    var pipeline: String
    var generation: Int32
    /// Where the fold begins.
    var start: RebuildStart
    /// The instances to look at; nil: all.
    var sample: [String]?

    /// As everything else calls it: `messages verify 3`.
    var title: String { "\(pipeline) verify \(generation)" }

    /// Looks at what is under way, at archive and log, and draws the sample.
    ///
    /// - throws: why it can't begin.
    static func make(_ options: VerifyOptions, _ settings: ServiceSettings) async throws -> VerifyPreparation {
        let pipeline = options.pipeline
        let (open, last, sample) = try await Database.use(settings.session()) { connection in
            (
                try RebuildRow.open(pipeline, on: &connection), try BuildGeneration.last(pipeline, on: &connection),
                try options.sample?.names(on: &connection)
            )
        }
        if let open { try check(open) }
        let broker = try await Broker.reach(settings.client())
        let start = try RebuildStart(.live, try await StartFacts.read(pipeline, time: nil, settings, broker))
        return VerifyPreparation(
            pipeline: pipeline, generation: try BuildGeneration.choose(asked: nil, last: last, pipeline: pipeline),
            start: start, sample: sample)
    }

    private static func check(_ open: RebuildRow) throws(OperationError) {
        guard open.kind == "verify" else {
            throw OperationError(
                "\(open.name) is \(open.word), and one is made at a time: promote or abandon it first", exitCode: .found
            )
        }
        if let worker = open.worker {
            throw OperationError("\(open.name) is worked on by \(worker.text) already", exitCode: .unavailable)
        }
    }

    /// Who mends live by less than it knows must have said so: what older records told would be taken away as if it were drift.
    func refuseLate(_ options: VerifyOptions) throws(OperationError) {
        guard options.repair != nil, start.beginsLate, !options.acceptsLateStart else { return }
        let lacks = start.lacks.filter(\.isLate).prefix(20).map { "\($0.text)\n" }.joined()
        throw OperationError(
            "\(lacks)\(pipeline) may know more than archive and log, and --repair would take that away; nothing was done. "
                + "Look at `zapline verify \(pipeline)` first; --accept-late-start mends all the same", exitCode: .usage
        )
    }

    /// The build that is compared. One that was cut off is dropped: it may be of another sample.
    func enter(_ job: RebuildJob, owner: String) throws -> Rebuild {
        if let active = try job.active() {
            guard active.kind == .verify else {
                throw OperationError("a rebuild of \(pipeline) was begun meanwhile; look again", exitCode: .found)
            }
            try job.abandon(active)
        }
        let rebuild = Rebuild(pipeline, generation: generation, .verify, start, owner: owner)
        try job.begin(rebuild)
        return rebuild
    }
}

extension VerifyOptions.Sample {
    /// The names; a number of them is drawn from those that the tables have.
    func names(on connection: inout Connection) throws(PostgresError) -> [String] {
        guard case .count(let count) = self else {
            if case .names(let names) = self { return names }
            return []
        }
        let rows = try connection.query(
            """
            SELECT instance_name FROM (
                SELECT instance_name::text FROM public.whatsapp_instances
                UNION SELECT instance_name::text FROM public.whatsapp_chats) i (instance_name)
            ORDER BY random() LIMIT $1
            """, [.integer(Int64(count))], timeout: .seconds(600))
        return (0..<rows.rowCount).compactMap { rows[$0, 0] }
    }
}
