import Judge
import Postgres
import Reference
import TestSupport

/// What is wrong with the tables after a case.
enum Verdict {
    /// Every fault found, a sentence each; empty where nothing was lost, doubled, refused or halted.
    ///
    /// - parameter delivered: how many records the log must hold at least, or the brokers lost some themselves.
    static func problems(on bench: FaultBench, delivered: Int, ends: Int64) throws -> [String] {
        var connection = try bench.connect()
        var problems = try Judge.differences(
            bench.bootstrapServers, prefix: bench.prefix, in: Table.Name.allCases, on: &connection)
        for check in checks {
            let rows = try connection.query(check.sql)
            problems += (0..<rows.rowCount).map { "\(check.what): \(rows[$0, 0] ?? "")" }
        }
        if ends < delivered {
            problems.append("the brokers lost records: \(delivered) were taken, the log has \(ends)")
        }
        return problems
    }

    private static let checks: [(what: String, sql: String)] = [
        (
            // What WildEvents makes wrong on purpose has these reasons; the judge knows each of them by its place.
            "a dead letter from an outage",
            """
            SELECT concat_ws(' ', pipeline, topic, topic_partition, topic_offset, reason, detail) FROM zapline.dead_letters
            WHERE reason NOT IN ('invalid-json', 'invalid-event', 'conflicting-duplicate') LIMIT 10
            """
        ),
        (
            "a halted partition",
            """
            SELECT concat_ws(' ', pipeline, topic, topic_partition, halt_reason) FROM zapline.consumer_offsets
            WHERE state = 'halted' LIMIT 10
            """
        ),
        (
            // The key keeps rows apart; a hole would be a record that was passed over.
            "a partition whose archive has a hole",
            """
            SELECT concat_ws(' ', log_id, topic_partition, 'has', count(*), 'rows up to', max(topic_offset))
            FROM zapline.event_archive GROUP BY log_id, topic_partition HAVING max(topic_offset) + 1 <> count(*)
            """
        ),
        (
            "an archive that ends elsewhere than its offset",
            """
            SELECT concat_ws(' ', o.topic, o.topic_partition, 'is at', o.next_offset)
            FROM zapline.consumer_offsets o WHERE pipeline = 'archive' AND next_offset <> (
                SELECT count(*) FROM zapline.event_archive e
                WHERE e.log_id = o.log_id AND e.topic_partition = o.topic_partition)
            """
        ),
    ]

    /// How many records the pipelines have applied so far, each for itself.
    static func applied(by bench: FaultBench) throws -> Int64 {
        Int64(try bench.value("SELECT coalesce(sum(next_offset), 0) FROM zapline.consumer_offsets") ?? "") ?? 0
    }

    /// Counts that a run over a log that was read to its end leaves as they are.
    static func snapshot(of bench: FaultBench) throws -> String {
        try bench.value(
            """
            SELECT concat_ws(' ', (SELECT count(*) FROM zapline.event_archive), (SELECT count(*) FROM zapline.dead_letters),
                (SELECT count(*) FROM whatsapp_instance_events), (SELECT count(*) FROM whatsapp_messages),
                (SELECT sum(next_offset) FROM zapline.consumer_offsets))
            """) ?? ""
    }
}
