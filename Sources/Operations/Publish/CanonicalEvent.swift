internal import Events
package import JSON

/// What is asked of a canonical event before it is sent on as it stands: the attributes that say where it goes, and those without
/// which every consumer would call it poison.
package enum CanonicalEvent {
    /// Where an event goes.
    ///
    /// - parameter bytes: the event as it was written, which is what is published.
    package static func route(_ value: JSONValue, bytes: [UInt8]) throws(PublishProblem) -> RoutedEvent {
        guard value.object != nil else { throw PublishProblem(.notAnObject, field: "", "an event is a JSON object") }
        guard value["specversion"] == "1.0" else {
            throw PublishProblem(
                .badField, field: "specversion",
                "specversion must be \"1.0\": is this a CloudEvent, or a gateway's payload (--gateway)?")
        }
        let event = CloudEvent(
            id: try text("id", of: value), source: try text("source", of: value), type: try text("type", of: value),
            subject: try subject(of: value), partitionKey: value["partitionkey"]?.string, data: value["data"] ?? [:])
        guard let topic = event.topicName else {
            throw PublishProblem(
                .badField, field: "type", "no topic carries a type of that name; see the README for the types")
        }
        return RoutedEvent(topicName: topic, key: Array(event.key.utf8), value: bytes)
    }

    private static func text(_ name: String, of value: JSONValue) throws(PublishProblem) -> String {
        guard let found = value[name], !found.isNull else {
            throw PublishProblem(.missingField, field: name, "\(name) is required and absent")
        }
        guard let text = found.string, (1...255).contains(text.utf8.count) else {
            throw PublishProblem(.badField, field: name, "\(name) must be a string of 1 to 255 bytes")
        }
        return text
    }

    private static func subject(of value: JSONValue) throws(PublishProblem) -> String {
        let text = try text("subject", of: value)
        guard text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
            throw PublishProblem(.badField, field: "subject", "subject must have no control characters")
        }
        return text
    }
}

/// Why something can't be published. Names the field and never its value.
package struct PublishProblem: Error, Hashable, Sendable {
    /// The kinds of problem that the tool itself finds; a gateway's mapping has its own beside them.
    package enum Code: String, Sendable {
        case unreadable
        case invalidJSON = "invalid-json"
        case notAnObject = "not-an-object"
        case missingField = "missing-field"
        case badField = "bad-field"
    }

    /// The kind of problem.
    package var code: String
    /// The field in question; empty where it is the whole.
    package var field: String
    /// What is wrong, for the operator.
    package var reason: String

    /// A problem.
    package init(code: String, field: String, reason: String) {
        self.code = code
        self.field = field
        self.reason = reason
    }

    init(_ code: Code, field: String, _ reason: String) { self.init(code: code.rawValue, field: field, reason: reason) }
}
