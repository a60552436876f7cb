package import Postgres

/// Looks for a pooler that gives each transaction another server process: temporary tables, settings and locks of a session
/// are lost behind such a one, and the consumers need them.
package enum PoolerCheck {
    /// What stands between us and the server.
    package static func findings(_ connection: inout Connection, url: String) throws(PostgresError) -> [Finding] {
        var processes: Set<Int32> = []
        for _ in 0..<5 {
            let found = try connection.query("SELECT pg_backend_pid()")
            processes.insert(Int32(clamping: found.integer(0, 0) ?? 0))
        }
        return [judge(own: connection.backendPID, processes: processes, url: url)]
    }

    /// - parameters:
    ///   - own: the process that the connection was told of.
    ///   - processes: those that answered.
    static func judge(own: Int32, processes: Set<Int32>, url: String) -> Finding {
        let advice = "connect to the server itself, or to a pooler in session mode (Supabase: port 5432)"
        if isTransactionPort(url) {
            return Finding("pooler", .fail, "port 6543 is Supabase's transaction pooler", advice: advice)
        }
        if processes.count > 1 {
            return Finding("pooler", .fail, "a pooler gives each transaction another server process", advice: advice)
        }
        if !processes.contains(own) {
            return Finding(
                "pooler", .warn, "a pooler stands between us and the server",
                advice: "it must pool sessions and not transactions")
        }
        return Finding("pooler", .ok, "the session is the server's own")
    }

    /// Whether a URI's hosts are reached on port 6543.
    static func isTransactionPort(_ url: String) -> Bool {
        let rest = url.firstRange(of: "://").map { url[$0.upperBound...] } ?? url[...]
        let authority = rest.prefix { $0 != "/" && $0 != "?" }
        let hosts = authority.lastIndex(of: "@").map { authority[authority.index(after: $0)...] } ?? authority
        return hosts.split(separator: ",").contains { $0.hasSuffix(":6543") } || rest.contains("port=6543")
    }
}
