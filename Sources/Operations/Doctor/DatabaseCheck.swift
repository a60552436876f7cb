internal import Postgres
internal import Schema
package import Service

/// Looks at the database from within a session of the role that the consumers use.
package enum DatabaseCheck {
    /// What was found, and where the pipelines stand.
    package static func findings(
        _ settings: ServiceSettings, timeout: Duration = .seconds(5)
    ) async -> (findings: [Finding], offsets: [StoredOffset]) {
        var session = settings.session("zapline-doctor")
        session.statementTimeout = timeout
        session.lockTimeout = .seconds(1)
        let url = settings.database?.reveal() ?? ""
        do {
            let made = session
            let found = try await Blocking.run(within: timeout * 6) {
                var connection = try Connection.connect(made, timeout: timeout)
                return look(&connection, url: url)
            }
            return found ?? (
                [
                    Finding(
                        "database", .fail, "it took more than \(timeout * 6) to answer",
                        advice: "see what it is busy with: SELECT * FROM pg_stat_activity")
                ], []
            )
        } catch {
            let advice = "is DATABASE_URL right, is the server up, and does it let this role in?"
            return ([Finding("database", .fail, "no connection: \(error)", advice: advice)], [])
        }
    }

    /// Every check; one that fails doesn't keep the others from being made.
    static func look(_ connection: inout Connection, url: String) -> (findings: [Finding], offsets: [StoredOffset]) {
        var findings = [version(of: connection)]
        findings += tried("pooler", &connection) { try PoolerCheck.findings(&$0, url: url) }
        findings += tried("clock", &connection) { [try ClockCheck.finding(&$0)] }
        findings += tried("schema", &connection) { try schema(&$0) }
        findings += tried("permissions", &connection) { try PermissionCheck.findings(&$0) }
        findings += tried("whatsapp_instances", &connection) { try instances(&$0) }
        var offsets: [StoredOffset] = []
        findings += tried("offsets", &connection) { connection in
            offsets = try StoredOffset.read(&connection)
            return []
        }
        return (findings, offsets)
    }

    private static func tried(
        _ section: String, _ connection: inout Connection, _ check: (inout Connection) throws -> [Finding]
    ) -> [Finding] {
        guard !connection.isBroken else { return [] }
        do {
            return try check(&connection)
        } catch {
            return [Finding(section, .fail, "can't be looked at: \(error)")]
        }
    }

    private static func version(of connection: borrowing Connection) -> Finding {
        let version = ClientLibrary.text(ofVersion: connection.serverVersion)
        let what = "PostgreSQL \(version), database \(connection.database), role \(connection.user)"
        guard connection.serverVersion < 140_000 else { return Finding("database", .ok, what) }
        return Finding("database", .fail, what, advice: "PostgreSQL 14 is the oldest that works: upgrade it")
    }

    private static func schema(_ connection: inout Connection) throws -> [Finding] {
        switch try SchemaState.read(&connection) {
        case .current: [Finding("schema", .ok, "version \(Migration.current), which is this build's")]
        case .older(0):
            [Finding("schema", .fail, "there is none of ours", advice: "make it with `zapline schema apply`")]
        case .older(let version):
            [
                Finding(
                    "schema", .fail, "version \(version), this build needs \(Migration.current)",
                    advice: "run `zapline schema apply`")
            ]
        case .newer(let version):
            [
                Finding(
                    "schema", .fail, "version \(version), this build knows \(Migration.current)",
                    advice: "use a newer build: consumers of this one won't start")
            ]
        }
    }

    private static func instances(_ connection: inout Connection) throws -> [Finding] {
        let problems = try Preflight.problems(&connection)
        guard !problems.isEmpty else {
            return [Finding("whatsapp_instances", .ok, "nothing of the user's own is in our way")]
        }
        return problems.map { Finding("whatsapp_instances", .fail, $0) }
    }
}
