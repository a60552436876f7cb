import Kafka
import MessageArchiver
import Pipeline
import Postgres
import Schema
import StatusProjector
import Telemetry
import TestSupport

/// A bench on which pipelines are also rebuilt, without the command around it.
extension PipelineBench {
    /// What can be rebuilt, on this bench's topics.
    func rebuildable(_ pipeline: String) -> RebuildDefinition {
        let shadow: @Sendable (String) -> String = { ShadowTables.sql(pipeline: pipeline, schema: $0) }
        switch pipeline {
        case "status":
            return RebuildDefinition(
                StatusPipeline.definition(
                    lifecycle: prefix + "lifecycle", heartbeats: prefix + "heartbeats", group: ""),
                readsArchive: true, passingTopics: [prefix + "heartbeats"],
                tables: { StatusPipeline.rebuiltTables(schema: $0.schema, generation: $0.generation) }, shadow: shadow)
        case "archive":
            return RebuildDefinition(
                ArchivePipeline.definition(messages: prefix + "messages", lifecycle: prefix + "lifecycle", group: ""),
                readsArchive: false,
                tables: { ArchivePipeline.rebuiltTables(schema: $0.schema, generation: $0.generation) }, shadow: shadow)
        default:
            return RebuildDefinition(
                MessagesPipeline.definition(messages: prefix + "messages", group: ""), readsArchive: true,
                tables: { MessagesPipeline.rebuiltTables(schema: $0.schema, generation: $0.generation) }, shadow: shadow
            )
        }
    }

    /// Who works on a build.
    func job(
        _ definition: RebuildDefinition, isStopped: @escaping () -> Bool = { false },
        watch: @escaping (ReplayProgress) -> Void = { _ in }, change: (inout PipelineSettings) -> Void = { _ in }
    ) throws -> RebuildJob {
        var settings = PipelineSettings(
            kafka: ClientSettings(bootstrapServers: bootstrapServers),
            database: ConnectionSettings(url: databaseURL, applicationName: ""), owner: "test")
        settings.haltRetry = .milliseconds(300)
        change(&settings)
        return try RebuildJob(
            definition, settings, report: reporter(definition.pipeline.name), isStopped: isStopped, watch: watch)
    }

    /// Begins a build with the oldest records that the archive or the log has.
    func begin(_ job: RebuildJob, kind: Rebuild.Kind = .rebuild, archiveFirst: Bool = false) throws -> Rebuild {
        let name = job.definition.pipeline.name
        var connection = try connect()
        let rows = try connection.query(
            """
            SELECT o.topic, o.log_id, o.topic_partition,
                (SELECT min(topic_offset) FROM zapline.event_archive e
                 WHERE (e.log_id, e.topic_partition) = (o.log_id, o.topic_partition))
            FROM zapline.consumer_offsets o WHERE pipeline = $1 AND generation = 0
            """, [.text(name)])
        let starts = (0..<rows.rowCount).map { row in
            Rebuild.Start(
                topic: rows[row, 0] ?? "",
                place: LogPlace(
                    logID: Int16(rows.integer(row, 1) ?? 0), partition: Int32(rows.integer(row, 2) ?? 0),
                    offset: archiveFirst ? rows.integer(row, 3) ?? 0 : 0),
                isArchived: archiveFirst)
        }
        let rebuild = Rebuild(
            pipeline: name, generation: try job.nextGeneration(), kind: kind, starts: starts,
            readsArchive: archiveFirst,
            beginsLate: false, owner: "test")
        try job.begin(rebuild)
        return rebuild
    }
}
