/// The topics of a demo: the contract's names and partitions.
enum DemoTopics {
    /// Each with how many partitions it has.
    static let all: [(name: String, partitions: Int)] = [
        ("whatsapp.lifecycle", 6), ("whatsapp.heartbeats", 6), ("whatsapp.messages", 12), ("whatsapp.health", 3),
        ("whatsapp.commands", 3),
    ]

    /// How many partitions a topic has; 1 for one that isn't there.
    static func partitions(of name: String) -> Int { all.first { $0.name == name }?.partitions ?? 1 }
}

/// A pipeline that the demo judges, and what it reads.
struct DemoPipeline: Hashable, Sendable {
    /// Its name.
    let name: String
    /// Its topics.
    let topics: [String]

    /// Those that have to be at the end before anything is compared.
    static let all = [
        DemoPipeline(name: "archive", topics: ["whatsapp.messages", "whatsapp.lifecycle"]),
        DemoPipeline(name: "messages", topics: ["whatsapp.messages"]),
        DemoPipeline(name: "status", topics: ["whatsapp.lifecycle", "whatsapp.heartbeats"]),
    ]

    /// How many offset rows it has once it has claimed everything.
    var partitions: Int { topics.reduce(0) { $0 + DemoTopics.partitions(of: $1) } }
}
