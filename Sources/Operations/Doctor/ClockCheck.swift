package import Postgres
internal import Telemetry

/// Compares our clock with the database's: lag in seconds and the age of verdicts are measured by both.
package enum ClockCheck {
    /// How far they are apart.
    package static func finding(_ connection: inout Connection) throws(PostgresError) -> Finding {
        let before = WallTime.now().microseconds
        let found = try connection.query("SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint")
        let after = WallTime.now().microseconds
        return judge(database: found.integer(0, 0) ?? 0, before: before, after: after)
    }

    /// Their clock was read somewhere between our two looks.
    static func judge(database: Int64, before: Int64, after: Int64) -> Finding {
        let skew = database < before ? before &- database : max(0, database &- after)
        let text = "\(skew / 1_000) ms apart from the database's"
        guard skew > 2_000_000 else { return Finding("clock", .ok, text) }
        return Finding("clock", .warn, text, advice: "let both machines keep time by NTP")
    }
}
