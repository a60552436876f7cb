/// One numbered step of the schema; a step that was released is never changed again.
package struct Migration: Sendable {
    /// The step's number, from 1 on without gaps.
    package let version: Int
    /// What it is for, in a few words.
    package let name: String
    /// Its statements; they run in one transaction and only add.
    package let sql: String

    /// Every step, in order.
    package static let all: [Migration] = [
        Migration(
            version: 1, name: "the first tables",
            sql: [
                PipelineTables.sql, OffsetFunctions.sql, StatusTables.state, StatusTables.sql(schema: "public"),
                MessageTables.sql(schema: "public"), HealthTables.sql,
            ]
            .joined(separator: "\n")),
        Migration(version: 2, name: "operators' acts, and budgets for dead letters", sql: OperatorTables.sql),
        Migration(
            version: 3, name: "builds beside the live tables, and whole events in the archive's view",
            sql: [RebuildTables.sql, ArchiveView.sql].joined(separator: "\n")),
        Migration(version: 4, name: "open dead letters at a glance", sql: OpenLetters.sql),
        Migration(version: 5, name: "where live began, and what made a build", sql: Beginnings.sql),
    ]

    /// The version that this build of the programs works with.
    package static var current: Int { all.last?.version ?? 0 }
}
