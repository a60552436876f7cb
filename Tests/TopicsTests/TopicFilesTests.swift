import FoundationEssentials
import Testing

@testable import Topics

@Suite("The files of topics/")
struct TopicFilesTests {
    @Test(
        "The folder has the contract's five topics, as the design keys and keeps them",
        arguments: [
            ("whatsapp.lifecycle", "instance", "delete", 30), ("whatsapp.heartbeats", "instance", "delete", 1),
            ("whatsapp.messages", "instance/chat", "delete", 30), ("whatsapp.health", "subject", "compact", nil),
            ("whatsapp.commands", "instance", "delete", 1),
        ] as [(String, String, String, Int64?)])
    func five(_ name: String, _ key: String, _ policy: String, _ days: Int64?) throws {
        let topics = try TopicSet(folder: TopicFolder.path).topics
        #expect(topics.count == 5)
        let topic = try #require(topics.first { $0.name == name })
        #expect(topic.key == .named(key))
        #expect(topic.settings["cleanup.policy"] == policy)
        #expect(topic.settings["retention.ms"] == days.map { "\($0 * 86_400_000)" })
        #expect(topic.replication == .automatic)
        #expect(topic.clusterID == nil)
    }

    @Test(
        "They can be made on one broker, and on three are safe against the loss of one",
        arguments: [(1, 1, "1"), (3, 3, "2")])
    func anywhere(_ brokers: Int, _ replicas: Int, _ inSync: String) throws {
        let plan = TopicPlan(try TopicSet.builtIn().topics, on: ClusterState(id: "x", brokers: brokers))
        let made = plan.results.compactMap { if case .create(let topic) = $0.pending { topic } else { nil } }
        #expect(made.count == 5)
        #expect(made.allSatisfy { $0.replication == replicas && $0.settings["min.insync.replicas"] == inSync })
    }

    @Test("An instance has one partition number on lifecycle and heartbeats")
    func copartitioned() throws {
        let topics = try TopicSet.builtIn().topics
        let counts = Dictionary(uniqueKeysWithValues: topics.map { ($0.name, $0.partitions) })
        #expect(counts["whatsapp.lifecycle"] == counts["whatsapp.heartbeats"])
    }

    @Test("The program carries the files of the folder, word for word")
    func builtIn() throws {
        let names = try TopicFolder.names().filter { $0.hasSuffix(".yaml") && $0 != "asyncapi.yaml" }
        let files = try names.map { (name: $0, yaml: String(decoding: try TopicFolder.bytes($0), as: UTF8.self)) }
        let source = TopicFolder.root.appending(path: "Sources/Topics/Spec/BuiltInTopics.swift")
        if ProcessInfo.processInfo.environment["WRITE_BUILT_IN_TOPICS"] != nil {
            try Data(Self.source(of: files).utf8).write(to: source)
        }
        #expect(String(decoding: try Data(contentsOf: source), as: UTF8.self) == Self.source(of: files))
        #expect(BuiltInTopics.files.map(\.name) == names)
        #expect(BuiltInTopics.files.map(\.yaml) == files.map(\.yaml), "run the tests once with WRITE_BUILT_IN_TOPICS=1")
    }

    @Test("With a prefix of one's own the built-in topics have it", arguments: ["staging.", "wa-2.", ""])
    func prefix(_ prefix: String) throws {
        let names = try TopicSet.builtIn(prefix: prefix).topics.map(\.name)
        #expect(names == ["commands", "health", "heartbeats", "lifecycle", "messages"].map { prefix + $0 })
    }

    @Test("A prefix that no topic can have is refused")
    func badPrefix() {
        #expect(throws: TopicFileError.self) { try TopicSet.builtIn(prefix: "whats app.") }
    }

    /// `BuiltInTopics.swift`.
    private static func source(of files: [(name: String, yaml: String)]) -> String {
        let constants = files.map { file in
            let lines = file.yaml.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
            let body = lines.map { $0.isEmpty ? "" : "        \($0)" }.joined(separator: "\n")
            return "\n    private static let \(file.name.dropLast(5)) = #\"\"\"\n\(body)\n\n        \"\"\"#\n"
        }
        let list = files.map { "        (\"\($0.name)\", \($0.name.dropLast(5))),\n" }
        return """
            /// The files of the folder `topics/`, for a program that is run where the folder isn't.
            ///
            /// Written from them, word for word; a test compares the two, and writes this file anew where `WRITE_BUILT_IN_TOPICS` is set.
            enum BuiltInTopics {
                /// Name and text of each.
                static let files: [(name: String, yaml: String)] = [

            """ + list.joined() + "    ]\n" + constants.joined() + "}\n"
    }
}
