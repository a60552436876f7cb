import Testing

@testable import Topics

@Suite("A topic's file")
struct TopicSpecTests {
    static let good = """
        meta:
          name: lifecycle
          description: What happens to sessions
          key: instance
        spec:
          partitions: 6
          replication: 3
          retention: 30d
          settings:
            cleanup.policy: delete
            max.message.bytes: 2MiB
        """

    static func spec(_ text: String, prefix: String = "whatsapp.") throws(TopicFileError) -> TopicSpec {
        try TopicSpec(yaml: Array(text.utf8), file: "t.yaml", prefix: prefix)
    }

    static func problems(_ text: String, prefix: String = "whatsapp.") -> [TopicFileError.Problem] {
        do {
            _ = try spec(text, prefix: prefix)
            return []
        } catch {
            return error.problems
        }
    }

    @Test("Every key is read")
    func everyKey() throws {
        let spec = try Self.spec(Self.good.replacing("  key:", with: "  cluster: abc\n  key:"))
        #expect(spec.name == "whatsapp.lifecycle")
        #expect(spec.description == "What happens to sessions")
        #expect(spec.key == .named("instance"))
        #expect(spec.clusterID == "abc")
        #expect(spec.partitions == 6)
        #expect(spec.replication == .exactly(3))
        #expect(
            spec.settings
                == ["retention.ms": "2592000000", "cleanup.policy": "delete", "max.message.bytes": "2097152"])
        #expect(spec.file == "t.yaml")
    }

    @Test(
        "The prefix of the installation stands before the name",
        arguments: [
            ("lifecycle", "whatsapp.", "whatsapp.lifecycle"), ("whatsapp.lifecycle", "whatsapp.", "whatsapp.lifecycle"),
            ("lifecycle", "staging.wa.", "staging.wa.lifecycle"),
            ("whatsapp.lifecycle", "staging.wa.", "staging.wa.lifecycle"),
            ("whatsapp.lifecycle", "", "lifecycle"), ("a_b-C.9", "", "a_b-C.9"),
        ])
    func prefix(_ name: String, _ prefix: String, _ full: String) throws {
        #expect(
            try Self.spec(Self.good.replacing("name: lifecycle", with: "name: \(name)"), prefix: prefix).name == full)
    }

    @Test("A topic may have no keys, few settings, and as many replicas as there are brokers")
    func small() throws {
        let spec = try Self.spec(
            "{meta: {name: x, description: y, key: none}, spec: {partitions: 1, replication: auto}}")
        #expect(spec.key == .none)
        #expect(spec.replication == .automatic)
        #expect(spec.settings.isEmpty)
        #expect(spec.clusterID == nil)
    }

    @Test(
        "`auto` is three replicas, or as many as there are brokers",
        arguments: [(0, 1), (1, 1), (2, 2), (3, 3), (9, 3)])
    func automatic(_ brokers: Int, _ replicas: Int) {
        #expect(TopicSpec.Replication.automatic.count(brokers: brokers) == replicas)
        #expect(TopicSpec.Replication.exactly(5).count(brokers: brokers) == 5)
    }

    @Test(
        "`min.insync.replicas: auto` is one fewer than the replicas",
        arguments: [(1, "1"), (2, "1"), (3, "2"), (5, "4")])
    func inSync(_ replicas: Int, _ value: String) throws {
        let spec = try Self.spec(Self.good.replacing("cleanup.policy: delete", with: "min.insync.replicas: auto"))
        #expect(spec.settings(forReplication: replicas)["min.insync.replicas"] == value)
    }

    @Test("A setting's list may be a list")
    func list() throws {
        let spec = try Self.spec(
            Self.good.replacing("cleanup.policy: delete", with: "cleanup.policy: [delete, compact]"))
        #expect(spec.settings["cleanup.policy"] == "compact,delete")
    }

    /// What is put where, and the problem that comes of it.
    struct Fault: Sendable, CustomTestStringConvertible {
        var replace: String
        var with: String
        var code: TopicFileError.Code
        var place: String
        var says: String
        var testDescription: String { "\(replace) → \(with)" }
    }

    static let faults: [Fault] = [
        Fault(replace: "  key: instance\n", with: "", code: .missingKey, place: "2:3", says: "`meta` needs `key`"),
        Fault(
            replace: "  partitions: 6\n", with: "", code: .missingKey, place: "6:3", says: "`spec` needs `partitions`"),
        Fault(
            replace: "partitions: 6", with: "partition: 6", code: .unknownKey, place: "6:3",
            says: "did you mean `partitions`?"),
        Fault(
            replace: "  key:", with: "  owner: me\n  key:", code: .unknownKey, place: "4:3",
            says: "there is `name`, `description`"),
        Fault(
            replace: "spec:\n", with: "extra: 1\nspec:\n", code: .unknownKey, place: "5:1",
            says: "`the file` has no key `extra`"),
        Fault(replace: "partitions: 6", with: "partitions: many", code: .badValue, place: "6:15", says: "not `many`"),
        Fault(replace: "partitions: 6", with: "partitions: 0", code: .badValue, place: "6:15", says: "from 1 to 10000"),
        Fault(
            replace: "partitions: 6", with: "partitions: 99999999999999999999", code: .badValue, place: "6:15",
            says: "integer"),
        Fault(replace: "partitions: 6", with: "partitions: [6]", code: .wrongType, place: "6:15", says: "it is a list"),
        Fault(replace: "partitions: 6", with: "partitions:", code: .wrongType, place: "6:14", says: "it is nothing"),
        Fault(replace: "replication: 3", with: "replication: most", code: .badValue, place: "7:16", says: "or `auto`"),
        Fault(replace: "name: lifecycle", with: "name: ''", code: .wrongType, place: "2:9", says: "it is empty"),
        Fault(
            replace: "name: lifecycle", with: "name: {a: b}", code: .wrongType, place: "2:9", says: "it is a mapping"),
        Fault(
            replace: "name: lifecycle", with: "name: a/b", code: .badValue, place: "2:9",
            says: "more in it than letters"),
        Fault(
            replace: "name: lifecycle", with: "name: whatsapp.", code: .badValue, place: "2:9",
            says: "a topic needs a name"),
        Fault(
            replace: "retention: 30d", with: "retention: 30 days", code: .badValue, place: "8:14",
            says: "such as 12h or 30d"),
        Fault(
            replace: "retention: 30d", with: "retention: 30", code: .badValue, place: "8:14", says: "needs a unit"),
        Fault(
            replace: "cleanup.policy: delete", with: "cleanup.polcy: delete", code: .unknownSetting, place: "10:5",
            says: "did you mean `cleanup.policy`?"),
        Fault(
            replace: "cleanup.policy: delete", with: "wholly.unheard.of: 1", code: .unknownSetting, place: "10:5",
            says: "Kafka has no topic setting `wholly.unheard.of`"),
        Fault(
            replace: "cleanup.policy: delete", with: "leader.replication.throttled.replicas: '*'",
            code: .unknownSetting,
            place: "10:5", says: "while replicas move"),
        Fault(
            replace: "cleanup.policy: delete", with: "cleanup.policy: shrink", code: .badValue, place: "10:21",
            says: "compact, delete, or both, not `shrink`"),
        Fault(
            replace: "cleanup.policy: delete", with: "cleanup.policy: []", code: .badValue, place: "10:21",
            says: "not a list"),
        Fault(
            replace: "cleanup.policy: delete", with: "cleanup.policy: [[delete]]", code: .badValue, place: "10:21",
            says: "not a list"),
        Fault(replace: "cleanup.policy: delete", with: "cleanup.policy:", code: .badValue, place: "10:20", says: "``"),
        Fault(
            replace: "cleanup.policy: delete", with: "retention.ms: 1", code: .conflict, place: "8:14", says: "keep one"
        ),
        Fault(
            replace: "cleanup.policy: delete", with: "min.insync.replicas: 4", code: .conflict, place: "6:3",
            says: "nothing could be published"),
    ]

    @Test("What is wrong is told with its place and what to write", arguments: faults)
    func fault(_ fault: Fault) throws {
        let problems = Self.problems(Self.good.replacing(fault.replace, with: fault.with))
        let problem = try #require(problems.first { $0.code == fault.code }, "\(problems)")
        #expect(problem.mark?.description == fault.place, "\(problem)")
        #expect(problem.message.contains(fault.says), "\(problem)")
    }

    @Test("All problems of a file are told at once")
    func allAtOnce() {
        let problems = Self.problems(
            """
            meta: {name: a b, description: d, kee: instance}
            spec: {partitions: x, replication: 0, retention: soon, settings: {retention.m: 1}}
            """)
        #expect(
            problems.map(\.code)
                == [.unknownKey, .badValue, .missingKey, .badValue, .badValue, .unknownSetting, .badValue])
        #expect(problems.allSatisfy { $0.file == "t.yaml" && $0.mark != nil })
    }

    @Test(
        "A file that is no mapping, or whose parts are none, is told so",
        arguments: [
            ("[1]", "`the file` must be a mapping, it is a list"), ("text", "it is text"),
            ("{meta: 1, spec: {partitions: 1, replication: 1}}", "`meta` must be a mapping"),
            ("{meta: {name: a, description: b, key: c}, spec: []}", "`spec` must be a mapping"),
            (
                "{meta: {name: a, description: b, key: c}, spec: {partitions: 1, replication: 1, settings: 3}}",
                "`spec.settings` must be a mapping, it is text"
            ),
        ])
    func shapes(_ text: String, _ says: String) {
        #expect(Self.problems(text).contains { $0.code == .wrongType && $0.message.contains(says) })
    }

    @Test(
        "A name that Kafka refuses is refused",
        arguments: [
            ("..", ""), (".", ""), ("__consumer_offsets", ""), (String(repeating: "x", count: 250), ""),
            ("topic", "bad prefix "),
            ("tópico", ""), ("whatsapp.", ""),
        ])
    func badName(_ name: String, _ prefix: String) {
        let text = Self.good.replacing("name: lifecycle", with: "name: \"\(name)\"")
        #expect(Self.problems(text, prefix: prefix).map(\.code) == [.badValue])
    }
}
