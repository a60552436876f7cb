/// The topics' names under a prefix.
package struct TopicNames: Hashable, Sendable {
    /// What each name begins with; `whatsapp.` unless the settings say otherwise.
    package let prefix: String

    /// Names that begin with `prefix`.
    package init(prefix: String = Self.defaultPrefix) { self.prefix = prefix }

    /// The prefix where none is set.
    package static let defaultPrefix = "whatsapp."

    /// Session lifecycle.
    package var lifecycle: String { prefix + "lifecycle" }
    /// Signs of life of sessions.
    package var heartbeats: String { prefix + "heartbeats" }
    /// Messages and all that happens to them.
    package var messages: String { prefix + "messages" }
    /// Verdicts.
    package var health: String { prefix + "health" }
    /// Requests to gateways.
    package var commands: String { prefix + "commands" }

    /// The consumer group of a pipeline (design §2).
    package func group(of pipeline: String) -> String {
        prefix == Self.defaultPrefix ? "zapline.\(pipeline)" : "zapline.\(prefix)\(pipeline)"
    }
}
