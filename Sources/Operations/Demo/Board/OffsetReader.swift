internal import Kafka
internal import Postgres

/// Where every pipeline stands, as the database has it.
struct PipelineOffsets: Hashable, Sendable {
    /// The next offset of each partition, by pipeline.
    private(set) var next: [String: [TopicPartition: Int64]] = [:]
    /// What is halted, and why.
    private(set) var halts: [String] = []

    /// Nothing is claimed.
    init() {}

    /// Takes note of one row.
    mutating func add(_ pipeline: String, _ partition: TopicPartition, next offset: Int64, halt: String?) {
        next[pipeline, default: [:]][partition] = offset
        if let halt { halts.append("\(pipeline) is halted at \(partition): \(halt)") }
    }

    /// Whether a pipeline has claimed all its partitions.
    func hasClaimed(_ pipeline: DemoPipeline) -> Bool { (next[pipeline.name]?.count ?? 0) >= pipeline.partitions }

    /// How many records a pipeline has applied.
    func applied(_ pipeline: DemoPipeline) -> Int { Int(next[pipeline.name]?.values.reduce(0, +) ?? 0) }

    /// Up to where everybody who reads a partition has applied it: those that must, and whoever else has a row.
    func settled(_ partition: TopicPartition) -> Int64 {
        let required = DemoPipeline.all.filter { $0.topics.contains(partition.topic) }.map(\.name)
        let others = next.filter { !required.contains($0.key) && $0.value[partition] != nil }.map(\.key)
        return (required + others).map { next[$0]?[partition] ?? 0 }.min() ?? 0
    }

    /// Whether a pipeline has applied exactly these records.
    func isAtEnd(_ pipeline: DemoPipeline, of counts: [TopicPartition: Int64]) -> Bool {
        counts.allSatisfy { partition, count in
            !pipeline.topics.contains(partition.topic) || next[pipeline.name]?[partition] == count
        }
    }

    /// Reads the live ones.
    static func read(_ connection: inout Connection) throws(PostgresError) -> PipelineOffsets {
        let rows = try connection.query(
            """
            SELECT pipeline, topic, topic_partition, next_offset, CASE WHEN state = 'halted' THEN coalesce(halt_reason, '') END
            FROM zapline.consumer_offsets WHERE generation = \(PipelineNames.liveGeneration)
            """)
        var offsets = PipelineOffsets()
        for row in 0..<rows.rowCount {
            guard let pipeline = rows[row, 0], let topic = rows[row, 1], let number = rows.integer(row, 2),
                let next = rows.integer(row, 3)
            else { continue }
            offsets.add(pipeline, TopicPartition(topic, Int32(clamping: number)), next: next, halt: rows[row, 4])
        }
        return offsets
    }
}
