internal import Service

/// What a reader can look at: the database, and the endpoints of each program.
struct DemoGuide {
    private let psql: String
    private let programs: [(name: String, address: String)]

    init(_ servers: DemoServers) {
        self.init(
            psql: servers.database.psql,
            programs: servers.programs.compactMap { program in program.address.map { (program.name, $0) } })
    }

    init(psql: String, programs: [(name: String, address: String)]) {
        self.psql = psql
        self.programs = programs
    }

    /// Queries that show what the tables are for.
    private static let queries = [
        "SELECT instance_name, status, detail, reason FROM whatsapp_instances LIMIT 10",
        "SELECT chat_id, kind, body, status FROM whatsapp_messages WHERE instance_name = 'loja-centro'",
        "SELECT topic, event_type, payload -> 'data' FROM zapline.archived_events WHERE instance_name = 'loja-norte'",
        "SELECT topic, reason, detail FROM zapline.dead_letters",
        "SELECT pipeline, topic, topic_partition, next_offset FROM zapline.consumer_offsets",
    ]

    /// The text for the end.
    func text(stays: Bool) -> String {
        guard stays else {
            return "With --stay everything stays up after the check, for psql, the metrics and the status page.\n"
        }
        var lines = ["Look into the database:", "", "  \(psql)", ""]
        lines += Self.queries.map { "  \($0);" }
        lines += ["", "The programs:", ""]
        for program in programs {
            let name = program.name + String(repeating: " ", count: max(0, 18 - program.name.count))
            let pages =
                program.name == "health-monitor" ? "/  /metrics  /healthz  /readyz" : "/metrics  /healthz  /readyz"
            lines.append("  \(name)http://\(program.address)  \(pages)")
        }
        return (lines + ["", "Ctrl-C stops all of it; nothing is left behind.", ""]).joined(separator: "\n")
    }
}
