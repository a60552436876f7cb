internal import JSON
internal import Service

/// What `rebuild start` will do, for an operator to look at before it does.
struct RebuildPlan: Hashable, Sendable {
    /// A partition, in one life of its topic.
    struct Row: Hashable, Sendable {
        /// `messages/3`, with the life where it is over.
        var name: String
        var logID: Int16
        var topic: String
        var partition: Int32
        /// The first offset to read.
        var from: Int64
        /// The offset to stop at, as long as live doesn't move on.
        var upTo: Int64
        /// What has the records, in a few words.
        var source: String

        var count: Int64 { max(0, upTo - from) }
    }

    var pipeline: String
    var generation: Int32
    var rows: [Row]
    /// What live may know and the rebuild can't.
    var lacks: [String]
    /// Whether live may have rows that it can't make.
    var beginsLate: Bool
    /// The build that it goes on with; nil: a new one.
    var resumed: RebuildRow?
    /// Whether it goes through to the end, and who says why.
    var promotion: OperatorAct?

    /// As everything else calls it: `messages rebuild 3`.
    var title: String { "\(pipeline) rebuild \(generation)" }
    /// The schema of the tables that it makes.
    var schema: String { "zapline_\(pipeline)_\(generation)" }
    /// How many records there are to read, at most: the log may have holes.
    var count: Int64 { rows.reduce(0) { $0 + $1.count } }

    /// A new build.
    init(_ start: RebuildStart, of pipeline: String, generation: Int32, prefix: String, promotion: OperatorAct?) {
        self.pipeline = pipeline
        self.generation = generation
        self.promotion = promotion
        rows = start.parts.map { Row($0, prefix: prefix) }
        lacks = start.lacks.map(\.text)
        beginsLate = start.beginsLate
    }

    /// One that goes on.
    init(_ row: RebuildRow, at positions: [RebuildPosition], prefix: String, promotion: OperatorAct?) {
        pipeline = row.pipeline
        generation = row.generation
        self.promotion = promotion
        rows = positions.map { Row($0, prefix: prefix) }
        lacks = []
        beginsLate = row.beginsLate
        resumed = row
    }

    /// As one object.
    var json: JSONValue {
        [
            "pipeline": .string(pipeline), "generation": .integer(generation), "schema": .string(schema),
            "records": .integer(count), "begins_late": .bool(beginsLate), "lacks": .array(lacks.map { .string($0) }),
            "resumes": resumed.map(\.json) ?? .null, "promote": .bool(promotion != nil),
            "partitions": .array(
                rows.map {
                    [
                        "topic": .string($0.topic), "log_id": .integer($0.logID), "partition": .integer($0.partition),
                        "offset": .integer($0.from), "up_to": .integer($0.upTo), "records": .integer($0.count),
                        "source": .string($0.source),
                    ]
                }),
        ]
    }
}

extension RebuildPlan.Row {
    init(_ part: RebuildStart.Part, prefix: String) {
        let isOver = part.seam == nil
        let short = part.place.short(prefix: prefix)
        self.init(
            name: isOver ? "\(short) (life \(part.logID))" : short, logID: part.logID, topic: part.topic,
            partition: part.partition, from: part.offset, upTo: part.limit, source: Self.source(part))
    }

    private static func source(_ part: RebuildStart.Part) -> String {
        guard part.source == .archive else { return "log" }
        guard let seam = part.seam, seam < part.limit else { return "archive" }
        return "archive, log from \(seam)"
    }

    init(_ position: RebuildPosition, prefix: String) {
        let short = position.place.short(prefix: prefix)
        self.init(
            name: position.isCurrent ? short : "\(short) (life \(position.logID))", logID: position.logID,
            topic: position.topic, partition: position.partition, from: position.next, upTo: position.live,
            source: "where it stands")
    }
}
