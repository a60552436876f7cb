import Postgres

/// What a merge wrote in vain: a trigger or rule of the user's has the last word on a row.
extension Merge {
    /// Looks once more at the keys in `zl_merged`, in the transaction that wrote their rows.
    ///
    /// - throws: `RebuildError` of code `refused`, so that nothing of it stays, where one still differs.
    func refuseLeft(_ statements: TableStatements, on connection: inout Connection) throws {
        try connection.execute(
            """
            DROP TABLE IF EXISTS pg_temp.zl_left;
            CREATE TEMP TABLE zl_left ON COMMIT DROP AS \(left(statements))
            """, timeout: patience)
        let count = try connection.query("SELECT count(*) FROM zl_left").integer(0, 0) ?? 0
        guard count > 0 else { return }
        let first = try statements.differences(in: "zl_left", limit: 3, patience, on: &connection)
        let writers = try writers(on: statements.table.live, &connection)
        throw RebuildError(.refused, Self.problem(statements.table, first, Int(count), writers))
    }

    /// The keys whose rows still differ, but for rows that the merge leaves alone: those that no event named, and those of
    /// instances that it wasn't to look at.
    private func left(_ statements: TableStatements) -> String {
        let table = statements.table
        var isMeant = ""
        if sample != nil {
            isMeant = """
                WHERE EXISTS (SELECT FROM \(statements.shadowRows) s
                        WHERE \(statements.same("s", "d"))\(statements.isOf(sample, "s")))
                    OR EXISTS (SELECT FROM \(statements.liveRows) m WHERE \(statements.joins("d"))\(statements.isOf(sample, "m")))
                """
        }
        return """
            SELECT m.* FROM (
                SELECT d.* FROM (\(statements.differing(of: "zl_merged"))) d \(isMeant) OFFSET 0
            ) m WHERE m.kind <> 'too many' OR (\(table.removable ?? "false"))
            """
    }

    /// What of the user's may change what is written to a table, by kind and name.
    private func writers(on table: String, _ connection: inout Connection) throws(PostgresError) -> [String] {
        let rows = try connection.query(
            """
            SELECT 'trigger ' || quote_ident(tgname) FROM pg_trigger
            WHERE tgrelid = $1::regclass AND NOT tgisinternal AND tgenabled <> 'D'
            UNION ALL
            SELECT 'rule ' || quote_ident(rulename) FROM pg_rewrite WHERE ev_class = $1::regclass AND ev_enabled <> 'D'
            ORDER BY 1
            """, [.text(table)])
        return (0..<rows.rowCount).compactMap { rows[$0, 0] }
    }

    private static func problem(
        _ table: RebuiltTable, _ first: [Difference], _ count: Int, _ writers: [String]
    ) -> String {
        let rows = first.map { difference in
            let key = difference.key.map { $0 ?? "NULL" }.joined(separator: ", ")
            return switch difference.kind {
            case .missing: "(\(key)) is missing"
            case .tooMany: "(\(key)) is still there"
            case .changed(let changes): "(\(key)) differs in \(changes.map(\.column).joined(separator: ", "))"
            }
        }
        let more = count > first.count ? " and \(count - first.count) more" : ""
        return """
            \(table.live) was written and is not as the log says all the same: \(rows.joined(separator: "; "))\(more). A trigger or \
            rule of yours on that table changes what is written \
            (\(writers.isEmpty ? "none is there: look at those of other tables" : writers.joined(separator: ", "))): let it \
            leave these columns alone, or disable it meanwhile
            """
    }
}
