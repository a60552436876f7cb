package import JSON

/// One build of a pipeline's tables beside the live ones, as `zapline.rebuilds` has it.
package struct Rebuild: Hashable, Sendable {
    /// What it is for.
    package enum Kind: String, Hashable, Sendable {
        /// To take the place of what live has.
        case rebuild
        /// To be compared with live, and dropped.
        case verify
    }

    /// How far it is.
    package enum State: String, Hashable, Sendable { case running, ready, promoted, abandoned }

    /// Where it begins in one partition.
    package struct Start: Hashable, Sendable {
        /// The topic, with its prefix.
        package var topic: String
        /// Life, partition, and the first offset to read.
        package var place: LogPlace
        /// Whether the archive has the first record, and not the log.
        package var isArchived: Bool

        /// A start.
        package init(topic: String, place: LogPlace, isArchived: Bool) {
            self.topic = topic
            self.place = place
            self.isArchived = isArchived
        }
    }

    /// What made it: another version's handlers may make other rows of the same records.
    package struct Maker: Hashable, Sendable {
        /// The program's version; nil: a build of before this was kept.
        package var program: String?
        /// The schema's; nil as well.
        package var schema: Int?

        /// A program with its schema.
        package init(program: String?, schema: Int?) {
            self.program = program
            self.schema = schema
        }
    }

    /// The pipeline.
    package var pipeline: String
    /// Its number, from 1 on; live is 0.
    package var generation: Int32
    /// What it is for.
    package var kind: Kind
    /// How far it is.
    package var state = State.running
    /// The schema of its tables.
    package var schema: String
    /// Where it begins.
    package var starts: [Start]
    /// Whether records that the log has no more are read from the archive.
    package var readsArchive: Bool
    /// Whether it leaves out history that is there.
    package var beginsLate: Bool
    /// Who began it: host and process.
    package var owner: String
    /// What made it.
    package var maker: Maker

    /// A build that has not begun.
    package init(
        pipeline: String, generation: Int32, kind: Kind, starts: [Start], readsArchive: Bool, beginsLate: Bool,
        owner: String, maker: Maker = Maker(program: nil, schema: nil)
    ) {
        self.pipeline = pipeline
        self.generation = generation
        self.kind = kind
        self.starts = starts
        self.readsArchive = readsArchive
        self.beginsLate = beginsLate
        self.owner = owner
        self.maker = maker
        schema = "zapline_\(pipeline)_\(generation)"
    }

    /// For people: `rebuild 3 of messages`.
    package var name: String { "\(kind.rawValue) \(generation) of \(pipeline)" }
}

extension Rebuild.Start {
    /// As the column `starts` has it.
    package var json: JSONValue {
        [
            "topic": .string(topic), "log_id": .integer(Int64(place.logID)),
            "partition": .integer(Int64(place.partition)),
            "offset": .integer(place.offset), "from": .string(isArchived ? "archive" : "log"),
        ]
    }

    /// Reads it back; nil where it is something else.
    package init?(_ json: JSONValue) {
        guard let topic = json["topic"]?.string, let log = json["log_id"]?.int64,
            let partition = json["partition"]?.int64, let offset = json["offset"]?.int64
        else { return nil }
        self.topic = topic
        place = LogPlace(logID: Int16(clamping: log), partition: Int32(clamping: partition), offset: offset)
        isArchived = json["from"] == .string("archive")
    }
}
