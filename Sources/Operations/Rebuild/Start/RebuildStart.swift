internal import JSON
internal import Kafka

/// Where a rebuild begins in each partition, and what it can't have.
struct RebuildStart: Hashable, Sendable {
    /// Where records come from.
    enum Source: String, Hashable, Sendable {
        /// `zapline.event_archive`, up to the seam, and the log from there.
        case archive
        /// The log alone.
        case log
    }

    /// One partition in one life of its topic.
    struct Part: Hashable, Sendable {
        var topic: String
        var logID: Int16
        var partition: Int32
        /// The first offset to read.
        var offset: Int64
        /// What has it.
        var source: Source
        /// The log's first offset, where it takes over from the archive; nil: a life that is over, which only the archive has.
        var seam: Int64?
        /// The offset behind the archive's last one, as it was found; nil: nothing is read from it.
        var archiveEnd: Int64?
        /// Where live stood when this was found: the first offset that is not to be read.
        var limit: Int64

        var place: TopicPartition { TopicPartition(topic, partition) }
        /// How many offsets there are to read.
        var count: Int64 { max(0, limit - offset) }
    }

    /// Records that live may have read and the rebuild can't.
    struct Lack: Hashable, Sendable {
        /// The partition, for people.
        var place: String
        var offsets: Range<Int64>
        /// Whether live may have read them all the same: not where it began behind them.
        var isLate = true
        /// The audit row that made the archive skip them; nil: the archive begins later, or ends before.
        var audit: Int64?

        /// `records 0 to 499 of messages/0 are neither in the archive nor in the log`.
        var text: String {
            let records =
                offsets.count == 1
                ? "record \(offsets.lowerBound)" : "records \(offsets.lowerBound) to \(offsets.upperBound - 1)"
            let verb = offsets.count == 1 ? "is" : "are"
            if let audit {
                return
                    "\(records) of \(place) \(verb) not in the archive: 'offsets set' skipped them (audit row \(audit))"
            }
            return "\(records) of \(place) \(verb) neither in the archive nor in the log"
        }
    }

    /// In the order of the log: of a topic's lives the older ones first.
    var parts: [Part]
    /// Whether it was told to begin later than it could.
    var leavesOut = false
    /// What there is no more of.
    var lacks: [Lack] = []

    /// Whether it reads less than live did, so that live may have rows that it can't make.
    var beginsLate: Bool { leavesOut || lacks.contains(where: \.isLate) }
    /// Whether it reads the archive.
    var readsArchive: Bool { parts.contains { $0.source == .archive } }
    /// How many offsets there are to read.
    var count: Int64 { parts.reduce(0) { $0 + $1.count } }

    /// As `zapline.rebuilds.starts` has it.
    var json: JSONValue {
        .array(
            parts.map {
                [
                    "topic": .string($0.topic), "log_id": .integer($0.logID), "partition": .integer($0.partition),
                    "offset": .integer($0.offset), "from": .string($0.source.rawValue),
                ]
            })
    }
}
