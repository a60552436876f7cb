internal import Pipeline
internal import Service
internal import Telemetry

/// How far a replay is, at one moment: numbers only.
struct ReplayState: Hashable, Sendable {
    /// One partition in one life of its topic.
    struct Partition: Hashable, Sendable {
        var topic: String
        /// The life of the topic, where it is over; nil: the current one.
        var life: Int16?
        var partition: Int32
        /// Where it began.
        var start: Int64
        /// The next offset to apply.
        var next: Int64
        /// The offset to stop at.
        var limit: Int64

        var total: Int { Int(max(0, limit - start)) }
        var done: Int { min(total, Int(max(0, next - start))) }
        /// From 0 to 1.
        var fraction: Double { total == 0 ? 1 : Double(done) / Double(total) }

        /// `messages/3`, with the life where it is over.
        func name(prefix: String) -> String {
            let short = topic.hasPrefix(prefix) ? String(topic.dropFirst(prefix.count)) : topic
            let life = life.map { " (life \($0))" } ?? ""
            return "\(short.isEmpty ? topic : short)/\(partition)\(life)"
        }
    }

    /// Since it began, this time.
    var elapsed: Duration
    var partitions: [Partition]
    /// How many records were applied, this time.
    var records: Int64
    /// Their size, in bytes.
    var bytes: Int64
    /// Why nothing moves at the moment; nil: it moves.
    var fault: String?

    /// How many offsets there are, and how many are behind it: the log has hardly any that are no records.
    var total: Int { partitions.reduce(0) { $0 + $1.total } }
    var done: Int { partitions.reduce(0) { $0 + $1.done } }

    /// `messages rebuild 3: 1,000,000 events, 512 MiB in 21s, 47,619/s`
    func summary(_ title: String) -> String {
        let seconds = max(0.001, elapsed.seconds)
        // Below ten seconds a whole one is too coarse for a rate that is to be believed.
        let milliseconds = Int64((seconds * 1_000).rounded())
        let shown = milliseconds < 10_000 ? milliseconds : (milliseconds + 500) / 1_000 * 1_000
        let rate = Int((Double(records) / (Double(max(1, shown)) / 1_000)).rounded())
        return "\(title): \(ProgressLine.grouped(Int(records))) events, \(MebibyteText.format(bytes)) in "
            + "\(DurationText.format(.milliseconds(shown))), \(ProgressLine.grouped(rate))/s"
    }
}

extension ReplayState {
    /// The engine's progress at a moment of a clock that began with it.
    init(_ progress: ReplayProgress, elapsed: Duration) {
        var lives: [String: Int16] = [:]
        for partition in progress.partitions {
            lives[partition.topic] = max(lives[partition.topic] ?? 0, partition.start.logID)
        }
        self.elapsed = elapsed
        partitions = progress.partitions.map {
            Partition(
                topic: $0.topic, life: lives[$0.topic] == $0.start.logID ? nil : $0.start.logID,
                partition: $0.start.partition, start: $0.start.offset, next: $0.next, limit: $0.limit)
        }
        records = Int64(progress.records)
        bytes = Int64(progress.bytes)
        fault = progress.fault
    }

    /// Whether every partition is where it is to stop.
    var isWhole: Bool { partitions.allSatisfy { $0.next >= $0.limit } }
}
