internal import Kafka
internal import Service

/// Compares where the pipelines stand with where the partitions end.
package enum LagCheck {
    /// A line a pipeline, and one for each partition that needs somebody.
    package static func findings(
        _ offsets: [StoredOffset], _ broker: Broker, timeout: Duration = .seconds(5)
    ) async -> [Finding] {
        let places = Set(offsets.map(\.place)).sorted()
        let admin = broker.admin
        do {
            let ends = try await Blocking.run(within: timeout * 2) { () -> [TopicPartition: Int64] in
                var ends: [TopicPartition: Int64] = [:]
                let deadline = ContinuousClock.now + timeout
                for place in places where ContinuousClock.now < deadline {
                    // A partition that can't answer has a line of its own among the broker's.
                    ends[place] = try? admin.watermarks(place, timeout: .seconds(2)).high
                }
                return ends
            }
            return judge(offsets, ends: ends ?? [:], clusterID: broker.clusterID)
        } catch {
            return [Finding("lag", .warn, "the partitions' ends can't be read: \(error)")]
        }
    }

    static func judge(_ offsets: [StoredOffset], ends: [TopicPartition: Int64], clusterID: String?) -> [Finding] {
        guard !offsets.isEmpty else {
            return [
                Finding(
                    "lag", .warn, "no consumer has claimed a partition yet",
                    advice: "start status-projector and message-archiver")
            ]
        }
        let pipelines = Dictionary(grouping: offsets, by: \.pipeline).sorted { $0.key < $1.key }
        return pipelines.flatMap { name, offsets in
            [line(name, offsets, ends)] + offsets.flatMap { troubles($0, ends[$0.place], clusterID) }
        }
    }

    private static func line(_ pipeline: String, _ offsets: [StoredOffset], _ ends: [TopicPartition: Int64]) -> Finding
    {
        let known = offsets.filter { ends[$0.place] != nil }
        let lag = known.reduce(Int64(0)) { $0 &+ max(0, (ends[$1.place] ?? 0) &- $1.next) }
        let unknown = offsets.count - known.count
        let moved = offsets.map(\.age).min().map { ", last moved \(Age.text($0)) ago" } ?? ""
        let what =
            "\(pipeline) is \(ProgressLine.grouped(Int(clamping: lag))) records behind in \(offsets.count) partitions"
            + (unknown > 0 ? " (\(unknown) of them tell no end)" : "") + moved
        // Nothing moves where nothing is to be done, so rest alone is no sign of anything.
        let isStuck = lag > 0 && (offsets.map(\.age).min() ?? 0) > 60
        return Finding(
            "lag", isStuck ? .warn : .ok, what,
            advice: isStuck ? "is its consumer running? its /healthz says what it waits for" : nil)
    }

    private static func troubles(_ offset: StoredOffset, _ end: Int64?, _ clusterID: String?) -> [Finding] {
        var findings: [Finding] = []
        let name = "\(offset.pipeline) in \(offset.place)"
        if let reason = offset.haltReason {
            findings.append(
                Finding(
                    "lag", .fail, "\(name) is halted: \(reason)",
                    advice: "mend the cause; the pipeline tries again by itself where that can help"))
        }
        if let clusterID, offset.clusterID != clusterID {
            findings.append(
                Finding(
                    "lag", .fail, "\(name) belongs to cluster \(offset.clusterID), this is \(clusterID)",
                    advice: "is KAFKA_BOOTSTRAP_SERVERS right for this database?"))
        }
        if let end, offset.next > end {
            findings.append(
                Finding(
                    "lag", .fail, "\(name) stands at \(offset.next), beyond the partition's end at \(end)",
                    advice: "the topic was made anew, or lost records; nothing is skipped until somebody says so"))
        }
        return findings
    }
}
