internal import JSON
internal import Kafka
internal import Service

/// What `offsets set` is asked for, held against the row and the log: whether it may be, and what comes of it.
struct OffsetMove: Hashable, Sendable {
    /// Where to.
    enum Target: Hashable, Sendable {
        case earliest
        case latest
        case offset(Int64)

        /// A target from its word, or nil where it is none.
        init?(_ word: String) {
            switch word {
            case "earliest": self = .earliest
            case "latest": self = .latest
            default:
                guard let offset = Int64(word), offset >= 0 else { return nil }
                self = .offset(offset)
            }
        }
    }

    var pipeline: String
    var place: TopicPartition
    /// The row, or nil where the partition has none yet.
    var row: OffsetRow?
    var bounds: LogBounds
    var to: Int64

    /// Judges the wish.
    ///
    /// - throws: the reason why it may not be.
    init(
        _ target: Target, of pipeline: String, _ place: TopicPartition, row: OffsetRow?, _ bounds: LogBounds,
        cluster: String
    ) throws(OperationError) {
        self.pipeline = pipeline
        self.place = place
        self.row = row
        self.bounds = bounds
        to =
            switch target {
            case .earliest: bounds.low
            case .latest: bounds.high
            case .offset(let offset): offset
            }
        if let refusal = Self.refusal(pipeline, place, row, bounds, to: to, cluster: cluster) {
            throw OperationError("\(pipeline) \(place): \(refusal)", exitCode: .found)
        }
    }

    private static func refusal(
        _ pipeline: String, _ place: TopicPartition, _ row: OffsetRow?, _ bounds: LogBounds, to: Int64, cluster: String
    ) -> String? {
        if !(bounds.low...max(bounds.low, bounds.high)).contains(to) {
            return "offset \(to) is not in the log, which begins at \(bounds.low) and ends at \(bounds.high)"
        }
        guard let row else { return nil }
        if row.clusterID != cluster {
            return """
                its offsets are of cluster \(row.clusterID), this broker's is \(cluster); if the topic is here now for good, \
                'zapline offsets new-log \(place.topic)' begins a new life of it
                """
        }
        if row.next > bounds.high {
            return """
                it stands at \(row.next), beyond the log's end at \(bounds.high): another log, whose offsets would meet the old \
                one's; 'zapline offsets new-log \(place.topic)' begins a new life of the topic
                """
        }
        return to < row.next ? backwards(pipeline, row, to: to) : nil
    }

    /// Only rows that are joins may be made of the same records again.
    private static func backwards(_ pipeline: String, _ row: OffsetRow, to: Int64) -> String? {
        let step = "it stands at \(row.next), and going back to \(to) would apply records again: "
        return switch pipeline {
        case "messages": nil
        case "archive": step + "the archive has a row for each already, and would halt at the first of them"
        case "status": step + "sessions are folded in the log's order; 'zapline rebuild' makes the tables anew"
        default: step + "its rows would count them twice"
        }
    }

    /// How many of the log's offsets are never applied, at most, and how many are applied again.
    var skipped: Range<Int64> { let from = row?.next ?? bounds.low; return from..<max(from, to) }
    var again: Range<Int64> { to..<max(to, row?.next ?? to) }

    /// What will come of it, in a sentence.
    var consequence: String {
        if let row, row.next == to {
            return row.isHalted
                ? "goes on at \(to), where it halted; nothing is skipped"
                : "is claimed again at \(to); nothing is skipped"
        }
        if !again.isEmpty {
            return "reads \(count(again)) again, offsets \(again.lowerBound) to \(again.upperBound - 1)"
        }
        guard !skipped.isEmpty else { return "begins at \(to), the log's beginning; nothing is skipped" }
        var text = "skips \(count(skipped)), offsets \(skipped.lowerBound) to \(skipped.upperBound - 1)"
        let gone = min(to, bounds.low) - skipped.lowerBound
        if gone > 0 {
            text += gone == skipped.count ? ", which the log has no more" : ", \(gone) of which the log has no more"
        }
        if pipeline == "archive" { text += "; the archive will lack them" }
        return text
    }

    private func count(_ range: Range<Int64>) -> String {
        range.count == 1 ? "1 record" : "\(ProgressLine.grouped(range.count)) records"
    }

    /// What the audit row keeps.
    var details: JSONValue {
        [
            "generation": .integer(PipelineNames.liveGeneration), "log_id": row.map { .integer($0.logID) } ?? .null,
            "from": row.map { .integer($0.next) } ?? .null, "to": .integer(to),
            "skipped": [
                "records": .integer(skipped.count),
                "from_offset": skipped.isEmpty ? .null : .integer(skipped.lowerBound),
            ],
            "read_again": [
                "records": .integer(again.count), "from_offset": again.isEmpty ? .null : .integer(again.lowerBound),
            ],
            "log_begins": .integer(bounds.low), "log_ends": .integer(bounds.high),
            "state": .text(row?.state), "halt_reason": .text(row?.haltReason),
        ]
    }
}
