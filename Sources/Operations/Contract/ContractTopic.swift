internal import Consumers
internal import Events

/// A topic of the contract, and what is to be expected on it.
enum ContractTopic: String, CaseIterable, Hashable, Sendable {
    case lifecycle, heartbeats, messages, health, commands

    /// The topic's whole name.
    func name(_ names: TopicNames) -> String {
        switch self {
        case .lifecycle: names.lifecycle
        case .heartbeats: names.heartbeats
        case .messages: names.messages
        case .health: names.health
        case .commands: names.commands
        }
    }

    /// The topic that is called `name`, with the prefix or without it.
    init?(_ name: String, names: TopicNames) {
        guard let topic = Self.allCases.first(where: { name == $0.rawValue || name == $0.name(names) }) else {
            return nil
        }
        self = topic
    }

    /// Whether a pipeline of ours applies its records, and so has dead letters of them.
    var isApplied: Bool { self == .lifecycle || self == .heartbeats || self == .messages }

    /// Whether a record without the right key is only placed badly. On the others the order of a key's records counts, or
    /// which is the last.
    var hasKeyForPlacementAlone: Bool { self == .messages }

    /// Whether it carries events of the family.
    func carries(_ family: EventType.Family) -> Bool {
        switch family {
        case .lifecycle: self == .lifecycle
        case .heartbeat: self == .heartbeats
        case .message, .canary: self == .messages
        case .health: self == .health
        case .command: self == .commands
        }
    }
}
