internal import JSON
internal import Pipeline
internal import Postgres
internal import Service

/// Compares live with a fold of archive and log, and mends it where that is asked for.
struct Verifying: Sendable {
    let options: VerifyOptions
    let preparation: VerifyPreparation
    let settings: ServiceSettings
    let surroundings: Surroundings

    /// How many differences are told one by one: to people as many as they read, to scripts as many as memory holds with ease.
    private var limit: Int { surroundings.wantsJSON ? 100_000 : 50 }

    /// Verifies with the only job on the pipeline; the fold is dropped in the end.
    func run(_ job: RebuildJob) throws -> DriftReport {
        let rebuild = try preparation.enter(job, owner: OperatorAct.login(surroundings.environment))
        let tables = job.definition.tables(rebuild)
        let result = try job.verify(
            rebuild, sample: preparation.sample, limit: limit,
            isAgreed: { try mayRepair(report($0, rebuild)) },
            note: { promotion, connection in
                if let act = options.repair {
                    try RepairAudit(act: act, rebuild: rebuild, tables: tables).write(promotion, on: &connection)
                }
            })
        var found = report(result, rebuild)
        found.repaired = result.merged.isEmpty ? nil : result.rows
        return found
    }

    private func report(_ promotion: Promotion, _ rebuild: Rebuild) -> DriftReport {
        let topics = Dictionary(
            rebuild.starts.map { ($0.place.logID, $0.topic) }, uniquingKeysWith: { first, _ in first })
        return DriftReport(
            pipeline: rebuild.pipeline, tables: promotion.comparison.counts,
            differences: promotion.comparison.differences,
            places: promotion.comparison.offsets.map { .init(topic: topics[$0.logID] ?? "", place: $0) },
            sample: preparation.sample, lacks: preparation.start.lacks.map(\.text),
            unsettled: promotion.unsettled, beginsLate: preparation.start.beginsLate)
    }

    private func mayRepair(_ report: DriftReport) throws -> Bool {
        guard options.repair != nil else { return false }
        if surroundings.invocation.has("yes") { return true }
        let write = surroundings.wantsJSON ? surroundings.console.error : surroundings.console.output
        write(report.text(prefix: settings.topicPrefix, width: surroundings.output.width))
        return try Consent.isGivenHere("Mend them?", surroundings)
    }
}

/// What `zapline.audit_log` keeps of a repair: a row for the whole, and one for each row that differed.
struct RepairAudit {
    let act: OperatorAct
    let rebuild: Rebuild
    let tables: RebuiltTables

    /// Writes them, in the repair's own transaction.
    func write(_ promotion: Promotion, on connection: inout Connection) throws(PostgresError) {
        let details: JSONValue = [
            "tables": .array(promotion.comparison.counts.map(\.json)), "rows_written": .integer(promotion.rows),
            "offsets": .array(promotion.comparison.offsets.map(\.json)),
        ]
        let run = try act.record("verify-repair", rebuild.pipeline, details, on: &connection)
        for table in tables.tables { try write(table, run, on: &connection) }
    }

    /// By the keys that the comparison left, so that none is forgotten however many there are.
    private func write(_ table: RebuiltTable, _ run: Int64, on connection: inout Connection) throws(PostgresError) {
        let key = table.key.map { "\($0)::text" }.joined(separator: ", ")
        try connection.query(
            """
            INSERT INTO zapline.audit_log (actor, reason, action, subject, details)
            SELECT $1, $2, 'verify-repair-row', $3 || ' (' || array_to_string(ARRAY[\(key)], ', ', 'NULL') || ')',
                   jsonb_build_object('run', $4::bigint, 'table', $3::text, 'key', to_jsonb(ARRAY[\(key)]), 'difference', kind)
            FROM \(tables.differences(of: table))
            """, [.text(act.actor), .text(act.reason), .text(table.name), .integer(run)], timeout: .seconds(3_600))
    }
}
