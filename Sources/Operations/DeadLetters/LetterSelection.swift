internal import Pipeline
internal import Postgres
internal import Service

/// Which letters a command is about.
struct LetterSelection: Hashable, Sendable {
    var filter: DeadLetterStore.Filter
    /// One record, by its place; then a discarded letter is meant as well.
    var place: RecordPlace?

    /// Reads the command line.
    init(_ invocation: Invocation, prefix: String) throws(UsageError) {
        filter = try DeadLettersAction.filter(invocation)
        guard let state = filter.state, state != "open" else {
            place = try invocation.arguments.first.map { (text: String) throws(UsageError) in
                guard let place = RecordPlace(text, prefix: prefix) else {
                    throw UsageError(
                        "give a record as TOPIC/PARTITION/OFFSET, messages/3/1207 for example", path: invocation.path)
                }
                return place
            }
            return
        }
        throw UsageError(
            "only open letters are taken by a filter; a discarded one is named by its record, and a noted or redriven one stays as it is",
            path: invocation.path)
    }

    /// The states that a letter may be in.
    func states(forRedrive: Bool) -> [String] { forRedrive && place != nil ? ["open", "discarded"] : ["open"] }

    /// In words, for the audit log and people.
    var text: String {
        var parts: [String] = []
        if let place { parts.append("\(place)") }
        for (name, value) in [("pipeline", filter.pipeline), ("reason", filter.reason), ("instance", filter.instance)] {
            if let value { parts.append("\(name) \(value)") }
        }
        return parts.isEmpty ? "every open letter" : parts.joined(separator: ", ")
    }

    /// Letters of a rebuild are its own affair: it ends with them, or brings them.
    static let condition = """
        d.generation = \(PipelineNames.liveGeneration)
        AND ($1::text IS NULL OR d.pipeline = $1) AND ($2::text IS NULL OR d.reason = $2)
        AND ($3::text IS NULL OR d.instance_name = $3) AND d.state = ANY ($4) AND ($5::text IS NULL OR d.topic = $5
        AND d.topic_partition = $6 AND d.topic_offset = $7
        AND d.log_id = (SELECT max(l.log_id) FROM zapline.dead_letters l
            WHERE l.generation = d.generation AND (l.topic, l.topic_partition, l.topic_offset) = ($5, $6, $7)))
        """

    func parameters(_ states: [String]) -> [Parameter] {
        let texts = [filter.pipeline, filter.reason, filter.instance].map { $0.map { Parameter.text($0) } ?? .null }
        return texts + [
            .textArray(states), place.map { .text($0.topic) } ?? .null, .integer(place?.partition ?? 0),
            .integer(place?.offset ?? 0),
        ]
    }

    /// Their facts, instance by instance, so that one's letters are carried together, and then in the order of the log.
    func letters(_ states: [String], on connection: inout Connection) throws(PostgresError) -> [DeadLetter] {
        try DeadLetterStore.select(
            "\(Self.condition) ORDER BY d.pipeline, d.instance_name, d.topic, d.log_id, d.topic_partition, d.topic_offset",
            parameters(states), on: &connection)
    }
}

extension DeadLetter {
    /// The letter's key.
    var id: Letter.ID {
        Letter.ID(
            pipeline: pipeline, generation: Int32(clamping: generation), topic: place.topic,
            place: LogPlace(
                logID: Int16(clamping: logID), partition: Int32(clamping: place.partition), offset: place.offset))
    }
}
