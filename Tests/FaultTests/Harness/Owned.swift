import Postgres
import TestSupport

/// Who holds which partition, as the claims in the database say.
enum Owned {
    /// The epoch of each pipeline's partitions, by a name for people.
    static func epochs(_ bench: FaultBench) throws -> [String: Int64] { try read(bench, where: "true") }

    /// Those that `process` claimed last: an owner is written as its host and process.
    static func rows(of process: ConsumerProcess, _ bench: FaultBench) throws -> [String: Int64] {
        try read(bench, where: "owner LIKE '%/\(process.pid)'")
    }

    private static func read(_ bench: FaultBench, where condition: String) throws -> [String: Int64] {
        var connection = try bench.connect()
        let rows = try connection.query(
            """
            SELECT concat_ws(' ', pipeline, topic, topic_partition), epoch FROM zapline.consumer_offsets WHERE \(condition)
            """)
        var result: [String: Int64] = [:]
        for row in 0..<rows.rowCount { result[rows[row, 0] ?? ""] = rows.integer(row, 1) }
        return result
    }
}

/// What a process counts.
enum Metric {
    /// The sum of a family's samples that have the label, 0 where there is none.
    static func sum(_ family: String, with label: String, of process: ConsumerProcess) -> Int {
        let lines = (process.ask("/metrics")?.body ?? "").split(separator: "\n")
        return lines.filter { $0.hasPrefix(family) && $0.contains(label) }
            .compactMap { $0.split(separator: " ").last.flatMap { Double($0) } }.reduce(0) { $0 + Int($1) }
    }
}
