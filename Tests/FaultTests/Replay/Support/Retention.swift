import Glibc
import Kafka
import TestSupport

extension ReplayBench {
    /// Deletes the records below these offsets, as retention does.
    func deleteRecords(below offsets: [TopicPartition: Int64]) throws {
        let parts = offsets.map { #"{"topic":"\#($0.topic)","partition":\#($0.partition),"offset":\#($1)}"# }
        let script = #"""
            file=$(mktemp); trap 'rm -f "$file"' EXIT
            printf '%s' "$PLACES" > "$file"
            "$KAFKA_HOME/bin/kafka-delete-records.sh" --bootstrap-server "$SERVERS" --offset-json-file "$file"
            """#
        let child = try Shell.start(
            ["bash", "-c", script],
            environment: [
                "PLACES": #"{"version":1,"partitions":[\#(parts.joined(separator: ","))]}"#,
                "SERVERS": bench.bootstrapServers, "PATH": "/usr/bin:/bin", "LOG_DIR": "/tmp",
                "KAFKA_HOME": unsafe getenv("KAFKA_HOME").map { unsafe String(cString: $0) } ?? "",
                "KAFKA_HEAP_OPTS": "-Xmx128m", "KAFKA_JVM_PERFORMANCE_OPTS": "-XX:TieredStopAtLevel=1",
            ])
        let ended = child.wait()
        guard ended.end == .code(0), ended.output.contains("low_watermark") else {
            throw Failure(description: "no records were deleted: \(ended.output)")
        }
    }

    /// Deletes this share of each partition's records, from the beginning.
    func deleteRecords(share: Double) throws {
        try deleteRecords(below: settling.ends().mapValues { Int64(Double($0) * share) }.filter { $0.value > 0 })
    }
}
