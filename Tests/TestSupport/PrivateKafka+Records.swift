import Glibc

extension PrivateKafka {
    /// Deletes the records below an offset, as retention does, with the distribution's own tool.
    package static func deleteRecords(
        of topic: String, _ partition: Int32, below offset: Int64, bootstrapServers: String
    ) throws {
        let file = TemporaryFile(
            #"{"version":1,"partitions":[{"topic":"\#(topic)","partition":\#(partition),"offset":\#(offset)}]}"#)
        let home = unsafe getenv("KAFKA_HOME").map { unsafe String(cString: $0) } ?? ""
        let child = try Shell.start(
            [
                home + "/bin/kafka-delete-records.sh", "--bootstrap-server", bootstrapServers, "--offset-json-file",
                file.path,
            ], environment: ["PATH": "/usr/bin:/bin", "KAFKA_HEAP_OPTS": "-Xmx128m", "LOG_DIR": "/tmp"])
        let ended = child.wait()
        guard ended.end == .code(0), ended.output.contains("low_watermark") else {
            throw Guardian.Failure(description: ended.output)
        }
    }

    /// Writes `new` over the first `old`, which is as long, in the one segment on disk that a partition has: a checksum that was right is
    /// wrong, or the other way round.
    package func write(_ new: String, over old: String, in topic: String, _ partition: Int32 = 0) throws {
        let said = try Shell.output(
            "bash",
            """
            folder=$(tr '\\0' '\\n' < /proc/\(processID)/cmdline | grep 'server.properties$')
            file=$(dirname "$folder")/data/\(topic)-\(partition)/00000000000000000000.log
            place=$(grep -abo \(old) "$file" | head -n 1 | cut -d : -f 1)
            printf %s \(new) | dd of="$file" bs=1 seek="$place" conv=notrunc status=none && echo written
            """)
        guard said.contains("written") else { throw Guardian.Failure(description: "\(topic): no \(old) to write over") }
    }
}
