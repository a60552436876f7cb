package import JSON
internal import Service

/// A record that a pipeline could not apply.
package struct DeadLetter: Hashable, Sendable {
    var pipeline: String
    var generation: Int64
    var logID: Int64
    var place: RecordPlace
    var recordedAt: String?
    var createdAt: String?
    var instance: String?
    var reason: String
    var detail: String
    var state: String
    /// Seconds since it was put here.
    var age: Int64
    /// The record itself; only `show` reads it.
    var key: [UInt8]?
    var headers: String?
    var payload: [UInt8]?
    /// Whether a flood left only its coordinates, and the archive doesn't have it.
    var isLost = false

    /// The pipeline's name, with the rebuild where it is of one.
    var title: String { generation == PipelineNames.liveGeneration ? pipeline : "\(pipeline) rebuild \(generation)" }

    /// The facts, without the record.
    var facts: [JSONValue.Member] {
        let members: [(String, JSONValue)] = [
            ("pipeline", .string(pipeline)), ("generation", .integer(generation)), ("log_id", .integer(logID)),
            ("topic", .string(place.topic)), ("partition", .integer(place.partition)),
            ("offset", .integer(place.offset)),
            ("recorded_at", .text(recordedAt)), ("created_at", .text(createdAt)), ("instance_name", .text(instance)),
            ("reason", .string(reason)), ("detail", .string(detail)), ("state", .string(state)),
        ]
        return members.map { JSONValue.Member(name: $0.0, value: $0.1) }
    }

    /// All of it.
    package var json: JSONValue {
        let decoded = decoded
        let record: [(String, JSONValue)] = [
            ("key", LetterText.json(key)),
            ("headers", headers.flatMap { try? JSONValue(parsing: $0) } ?? .text(headers)),
            ("payload", LetterText.json(payload)), ("mode", .text(decoded.mode?.rawValue)),
            ("event", decoded.event ?? .null),
        ]
        return .object(facts + record.map { JSONValue.Member(name: $0.0, value: $0.1) })
    }

    /// All of it, for people.
    package func text(width: Int) -> String {
        var lines = [
            "pipeline    \(pipeline), generation \(generation)", "record      \(place), log \(logID)",
            "instance    \(instance ?? "-")", "recorded    \(recordedAt ?? "-")", "put here    \(createdAt ?? "-")",
            "state       \(state)", "reason      \(reason)",
        ]
        lines += TextWrap.wrap(detail, width: width, first: "detail      ", rest: "            ")
        lines.append("key         " + (key.map { LetterText.lines($0).joined(separator: " ") } ?? "(none)"))
        lines += headerLines + eventLines
        let size = payload.map { "\(ProgressLine.grouped($0.count)) bytes" }
        lines.append("payload     \(size ?? "(none)")")
        return (lines.map { DisplayWidth.printable($0) } + (payload.map(LetterText.lines) ?? [])).joined(
            separator: "\n") + "\n"
    }

    private var headerLines: [String] {
        guard let headers else { return ["headers     (none)"] }
        guard let list = try? JSONValue(parsing: headers).array else { return ["headers     \(headers)"] }
        return ["headers"]
            + list.map { pair in
                let value = pair[1].map { $0.string ?? $0.text } ?? ""
                return "  \(pair[0]?.string ?? "")  \(value)"
            }
    }
}

/// Where a record stands: `TOPIC/PARTITION/OFFSET`.
package struct RecordPlace: Hashable, Sendable, CustomStringConvertible {
    /// The topic's name.
    package var topic: String
    /// The partition.
    package var partition: Int64
    /// The offset.
    package var offset: Int64

    /// A place.
    package init(topic: String, partition: Int64, offset: Int64) {
        self.topic = topic
        self.partition = partition
        self.offset = offset
    }

    /// A place from its text, or nil where it is none. The topic may lack the prefix.
    package init?(_ text: String, prefix: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 3, !parts[0].isEmpty, let partition = Int32(parts[1]), partition >= 0,
            let offset = Int64(parts[2]), offset >= 0
        else { return nil }
        topic = parts[0].hasPrefix(prefix) ? String(parts[0]) : prefix + parts[0]
        self.partition = Int64(partition)
        self.offset = offset
    }

    /// The text.
    package var description: String { "\(topic)/\(partition)/\(offset)" }

    /// The text with as little of the topic's name as tells it.
    func short(prefix: String) -> String {
        let name = topic.hasPrefix(prefix) ? String(topic.dropFirst(prefix.count)) : topic
        return "\(name.isEmpty ? topic : name)/\(partition)/\(offset)"
    }
}
