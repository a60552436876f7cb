import Postgres
import Threads

/// Works on one build of a pipeline: reads history into its tables, compares them with live, and puts them in live's place.
///
/// Everything blocks, so it runs on a thread of its own. One process at a time works on a pipeline's build; what it did is in the
/// database at every moment, so that a later one goes on where it was.
package final class RebuildJob {
    /// What is rebuilt, and how.
    package let definition: RebuildDefinition
    /// The servers, lanes and limits.
    let settings: PipelineSettings
    let report: PipelineReporter
    let session: RebuildSession
    let live: LiveStore
    private let wakeup: Wakeup
    /// Asked again and again; whoever works on a build ends it in good order then.
    let isStopped: () -> Bool
    /// Hears how far it is, several times a second.
    let watch: (ReplayProgress) -> Void

    /// Hears of each table when it is compared with live: its counts, how long it took, and how many are left.
    package var whenCompared: (_ counts: TableCounts, _ took: Duration, _ left: Int) -> Void = { _, _, _ in }
    /// Holds the lanes back; nil: as fast as it goes.
    package var pacer: Pacer?

    /// Takes the pipeline's lock, and tidies up behind builds that ended.
    ///
    /// - throws: `RebuildError` of code `busy` where another process works on one, `PostgresError` where there is no database.
    package init(
        _ definition: RebuildDefinition, _ settings: PipelineSettings, report: PipelineReporter,
        isStopped: @escaping () -> Bool, watch: @escaping (ReplayProgress) -> Void
    ) throws {
        self.definition = definition
        self.settings = settings
        self.report = report
        self.isStopped = isStopped
        self.watch = watch
        wakeup = try Wakeup()
        live = LiveStore(pipeline: definition.pipeline.name, topics: definition.pipeline.topics)
        session = try RebuildSession(settings.database, pipeline: definition.pipeline.name)
        let name = definition.pipeline.name
        try session.use { (connection: inout Connection) in try RebuildStore.tidy(name, on: &connection) }
    }

    /// The build that is under way, or nil.
    package func active() throws -> Rebuild? {
        try session.use { (connection: inout Connection) in
            try RebuildStore.active(definition.pipeline.name, on: &connection)
        }
    }

    /// The number that the next build gets.
    package func nextGeneration() throws -> Int32 {
        try session.use { (connection: inout Connection) in
            try RebuildStore.nextGeneration(definition.pipeline.name, on: &connection)
        }
    }

    /// Makes a build's tables and offset rows; nothing is read yet.
    package func begin(_ rebuild: Rebuild) throws {
        let tables = definition.shadow(rebuild.schema)
        try session.use { (connection: inout Connection) in
            try RebuildStore.create(rebuild, tables: tables, on: &connection)
        }
    }

    /// Drops a build's tables and rows.
    package func abandon(_ rebuild: Rebuild) throws {
        try session.use { (connection: inout Connection) in
            try RebuildStore.end(rebuild, as: .abandoned, on: &connection)
        }
    }

    /// Waits; not for longer than is left until somebody must look again.
    func pause(_ duration: Duration) { _ = wakeup.wait(duration) }
}

/// A pipeline with what its build is made of.
package struct RebuildDefinition: Sendable {
    /// The pipeline.
    package let pipeline: PipelineDefinition
    /// The tables of a build, and how live is brought to them.
    package let tables: @Sendable (Rebuild) -> RebuiltTables
    /// The statements that make a schema with its tables in it.
    package let shadow: @Sendable (_ schema: String) -> String
    /// Whether what its logs have no more is read from the archive, which then has to have it.
    package let readsArchive: Bool
    /// The topics that nobody keeps: what their logs have no more isn't missed.
    package let passingTopics: Set<String>

    /// A pipeline that can be rebuilt.
    package init(
        _ pipeline: PipelineDefinition, readsArchive: Bool, passingTopics: Set<String> = [],
        tables: @escaping @Sendable (Rebuild) -> RebuiltTables, shadow: @escaping @Sendable (_ schema: String) -> String
    ) {
        self.readsArchive = readsArchive
        self.passingTopics = passingTopics
        self.pipeline = pipeline
        self.tables = tables
        self.shadow = shadow
    }
}
