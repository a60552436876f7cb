internal import Events
internal import Kafka
internal import Service

/// Where a rebuild is asked to begin: what `--from` says.
enum StartWish: Hashable, Sendable {
    /// With the oldest record that there is.
    case earliest
    /// With the record that live began with, or the oldest one where that is newer or nobody knows: for what is compared with live.
    case live
    /// With these offsets of the topics' current lives; partitions that aren't named begin with the oldest record.
    case offsets([TopicPartition: Int64])
    /// With the first record that isn't older than this, by its Kafka timestamp; microseconds since the Unix epoch.
    case time(Int64)

    /// Reads the words of all `--from`.
    ///
    /// - parameter topics: those that the pipeline reads, with their prefix.
    init(_ invocation: Invocation, pipeline: String, topics: [String], prefix: String) throws(UsageError) {
        let words = invocation.all("from")
        guard let first = words.first, words != ["earliest"] else {
            self = .earliest
            return
        }
        func refused(_ text: String) -> UsageError { UsageError("--from=\(text)", path: invocation.path) }

        if words.allSatisfy({ $0.contains("=") }) {
            self = .offsets(try Self.offsets(words, pipeline, topics, prefix, refused))
        } else if words.count > 1 {
            throw refused(
                "\(first): earliest and a time stand alone; only TOPIC/PARTITION=OFFSET may be given several times")
        } else if let time = EventTime.microseconds(first) {
            self = .time(time)
        } else {
            throw refused(
                "\(first): give earliest, TOPIC/PARTITION=OFFSET (messages/3=1200) or an RFC 3339 time with its offset "
                    + "(2026-11-23T10:00:00Z)")
        }
    }

    private static func offsets(
        _ words: [String], _ pipeline: String, _ topics: [String], _ prefix: String, _ refused: (String) -> UsageError
    ) throws(UsageError) -> [TopicPartition: Int64] {
        var offsets: [TopicPartition: Int64] = [:]
        for word in words {
            let parts = word.split(separator: "=", omittingEmptySubsequences: false)
            guard parts.count == 2, let offset = Int64(parts[1]), offset >= 0,
                let place = try? TopicPartition(String(parts[0]), prefix: prefix, path: [])
            else {
                throw refused("\(word): give TOPIC/PARTITION=OFFSET, messages/3=1200 for example, an offset from 0 on")
            }
            guard topics.contains(place.topic) else {
                throw refused(
                    "\(word): \(pipeline) doesn't read \(place.topic); it reads \(topics.joined(separator: ", "))")
            }
            guard offsets.updateValue(offset, forKey: place) == nil else {
                throw refused("\(word): \(place.short(prefix: prefix)) is given twice")
            }
        }
        return offsets
    }
}
