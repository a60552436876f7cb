import MessageArchiver
import Pipeline
import Postgres
import Schema
import StatusProjector
import TestSupport

/// Works on a build of a pipeline, as the operator's tool does, in this process.
struct ReplayWork: Sendable {
    /// What is rebuilt.
    let definition: RebuildDefinition
    private let settings: PipelineSettings
    private let report: PipelineReporter
    private let url: String

    /// Work on a bench's servers.
    init(_ definition: RebuildDefinition, _ bench: PipelineBench) {
        self.definition = definition
        settings = bench.settings()
        report = bench.reporter(definition.pipeline.name)
        url = bench.databaseURL
    }

    /// One of ours.
    init(_ pipeline: String, _ bench: PipelineBench) {
        let (topics, make) = Self.handlers[pipeline] ?? ([], { StatusHandler($0) })
        self.init(
            RebuildDefinition(
                bench.definition(pipeline, topics: topics, make), tables: { Self.tables($0) },
                shadow: { ShadowTables.sql(pipeline: pipeline, schema: $0) }), bench)
    }

    private static let handlers: [String: (topics: [String], make: @Sendable (HandlerContext) -> any Handler)] = [
        "status": (["lifecycle", "heartbeats"], { StatusHandler($0) }),
        "archive": (["messages", "lifecycle"], { ArchiveHandler($0) }), "messages": (["messages"], { MessagesHandler($0) }),
    ]

    private static func tables(_ rebuild: Rebuild) -> RebuiltTables {
        switch rebuild.pipeline {
        case "status": StatusPipeline.rebuiltTables(schema: rebuild.schema, generation: rebuild.generation)
        case "archive": ArchivePipeline.rebuiltTables(schema: rebuild.schema, generation: rebuild.generation)
        default: MessagesPipeline.rebuiltTables(schema: rebuild.schema, generation: rebuild.generation)
        }
    }

    /// Reads all of the log into a build, and puts it in live's place.
    func rebuild() async throws -> Promotion? {
        try await begin(.rebuild) { job, rebuild in
            _ = try job.read(rebuild)
            return try job.promote(rebuild, isAgreed: { _ in true }, note: { _, _ in })
        }
    }

    /// How live differs from what the log says.
    func verify() async throws -> RebuildComparison {
        try await begin(.verify) { job, rebuild in
            try job.verify(rebuild, sample: nil, limit: 10, isAgreed: { _ in false }, note: { _, _ in }).comparison
        }
    }

    private func begin<Value: Sendable>(
        _ kind: Rebuild.Kind, _ body: @escaping @Sendable (RebuildJob, Rebuild) throws -> Value
    ) async throws -> Value {
        try await onOwnThread {
            let job = try RebuildJob(definition, settings, report: report, isStopped: { false }, watch: { _ in })
            let rebuild = Rebuild(
                pipeline: definition.pipeline.name, generation: try job.nextGeneration(), kind: kind, starts: try starts(),
                readsArchive: false, beginsLate: false, owner: "test")
            try job.begin(rebuild)
            return try body(job, rebuild)
        }
    }

    /// The first record of each partition that live reads.
    private func starts() throws -> [Rebuild.Start] {
        var connection = try Connection.connect(ConnectionSettings(url: url, applicationName: "tests"))
        let rows = try connection.query(
            """
            SELECT topic, log_id, topic_partition FROM zapline.consumer_offsets WHERE pipeline = $1 AND generation = 0
            ORDER BY 2, 3
            """, [.text(definition.pipeline.name)])
        return (0..<rows.rowCount).map { row in
            let place = LogPlace(
                logID: Int16(clamping: rows.integer(row, 1) ?? 0), partition: Int32(clamping: rows.integer(row, 2) ?? 0),
                offset: 0)
            return Rebuild.Start(topic: rows[row, 0] ?? "", place: place, isArchived: false)
        }
    }
}
