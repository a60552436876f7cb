import Kafka
package import Postgres

extension RedriveSession {
    /// The records at `places` of a topic, from the archive, the dead letters, or the log; those that nobody has are missing, and
    /// `reason` tells why.
    package func records(
        _ places: Set<LogPlace>, topic: String, on connection: inout Connection
    ) throws(PostgresError) -> (found: [LogPlace: StoredRecord], reason: String?) {
        guard !places.isEmpty else { return ([:], nil) }
        var found = try RecordTables.archived(places, on: &connection)
        var missing = places.subtracting(found.keys)
        guard !missing.isEmpty else { return (found, nil) }
        found.merge(try RecordTables.lettered(missing, topic: topic, context, on: &connection)) { $1 }
        missing.subtract(found.keys)
        guard !missing.isEmpty else { return (found, nil) }
        var reason: String?
        let life = try currentLife(of: topic, on: &connection)
        do {
            found.merge(try read(missing, topic: topic, life)) { $1 }
        } catch { reason = error.reason }
        missing.subtract(found.keys)
        if !missing.isEmpty, reason == nil { reason = "neither the archive nor the log has them any more" }
        return (found, reason)
    }

    private func currentLife(
        of topic: String, on connection: inout Connection
    ) throws(PostgresError) -> (id: Int16, cluster: String)? {
        let rows = try connection.query(
            "SELECT log_id, cluster_id FROM zapline.logs WHERE topic = $1 ORDER BY log_id DESC LIMIT 1", [.text(topic)])
        return rows.integer(0, 0).map { (Int16(clamping: $0), rows[0, 1] ?? "") }
    }

    /// From the log, partition by partition, in one go from the first to the last of them.
    private func read(
        _ places: Set<LogPlace>, topic: String, _ life: (id: Int16, cluster: String)?
    ) throws(LogReader.Unreadable) -> [LogPlace: StoredRecord] {
        guard let life, places.allSatisfy({ $0.logID == life.id }) else {
            throw LogReader.Unreadable(reason: "the archive doesn't have them, and their life of the topic is over")
        }
        guard try log.clusterID() == life.cluster else {
            throw LogReader.Unreadable(reason: "the archive doesn't have them, and this broker is of another cluster")
        }
        var found: [LogPlace: StoredRecord] = [:]
        for (partition, places) in Dictionary(grouping: places, by: \.partition) {
            let offsets = places.map(\.offset).sorted()
            guard let first = offsets.first, let last = offsets.last else { continue }
            let wanted = Set(offsets)
            try log.read(TopicPartition(topic, partition), first..<last + 1, logID: life.id) { record in
                if wanted.contains(record.place.offset) { found[record.place] = record }
            }
        }
        return found
    }
}
