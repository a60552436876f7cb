import FoundationEssentials
import Testing

@testable import Topics

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

@Suite("topics/asyncapi.yaml")
struct AsyncAPITests {
    static let script = ProcessInfo.processInfo.environment["ASYNCAPI_CHECK"]
    static let node = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map { "\($0)/node" }
        .first { FileManager.default.isExecutableFile(atPath: $0) }

    static func document() throws -> YAMLNode {
        try YAMLReader.read(try TopicFolder.bytes("asyncapi.yaml"), file: "asyncapi.yaml")
    }

    @Test("It is AsyncAPI 3, of structured CloudEvents")
    func header() throws {
        let document = try Self.document()
        #expect(document["asyncapi"]?.text?.hasPrefix("3.") == true)
        #expect(document["defaultContentType"]?.text == "application/cloudevents+json")
    }

    @Test("A channel a topic, with the topic's partitions and settings")
    func channels() throws {
        let channels = try #require(Self.document()["channels"]?.entries)
        let topics = try TopicSet.builtIn().topics
        #expect(channels.map { $0.value["address"]?.text ?? "" }.sorted() == topics.map(\.name))
        for topic in topics {
            let channel = try #require(channels.first { $0.value["address"]?.text == topic.name }?.value)
            let kafka = try #require(channel["bindings"]?["kafka"])
            #expect(kafka["topic"]?.text == topic.name)
            #expect(kafka["partitions"]?.text == "\(topic.partitions)")
            #expect(kafka["replicas"]?.text == "\(topic.replication.count(brokers: 3))")
            // The binding has words for some of Kafka's settings only.
            let known = [
                "cleanup.policy", "retention.ms", "retention.bytes", "delete.retention.ms", "max.message.bytes",
            ]
            let stated = Dictionary(
                uniqueKeysWithValues: (kafka["topicConfiguration"]?.entries ?? []).map { entry in
                    (entry.key, entry.value.items?.compactMap(\.text).joined(separator: ",") ?? entry.value.text)
                })
            #expect(stated == topic.settings.filter { known.contains($0.key) })
        }
    }

    @Test("Each topic carries its types, each with its schema and its topic's key")
    func messages() throws {
        let document = try Self.document()
        let messages = try #require(document["components"]?["messages"]?.entries)
        #expect(messages.map(\.key).sorted() == ContractTypes.all)
        for (topic, types) in ContractTypes.byTopic {
            #expect(document["channels"]?[topic]?["messages"]?.entries?.map(\.key).sorted() == types.sorted())
        }
        for message in messages {
            #expect(message.value["name"]?.text == message.key)
            #expect(message.value["payload"]?["$ref"]?.text == "./schemas/\(message.key).json")
            #expect(message.value["traits"]?.items?.count == 1)
        }
    }

    @Test("Each operation is on a channel that is there, with messages of it, and each channel has one")
    func operations() throws {
        let document = try Self.document()
        let operations = try #require(document["operations"]?.entries)
        var channels: Set<String> = []
        for operation in operations {
            let reference = try #require(operation.value["channel"]?["$ref"]?.text)
            let channel = try #require(reference.split(separator: "/").last).description
            #expect(document["channels"]?[channel] != nil, "\(operation.key)")
            #expect(["send", "receive"].contains(operation.value["action"]?.text))
            channels.insert(channel)
            for message in operation.value["messages"]?.items ?? [] {
                let type = try #require(message["$ref"]?.text?.split(separator: "/").last).description
                #expect(document["channels"]?[channel]?["messages"]?[type] != nil, "\(operation.key) \(type)")
            }
        }
        #expect(channels == Set(try #require(document["channels"]?.entries).map(\.key)))
    }

    @Test("It tells producers what needs a new type, and the README does")
    func versioning() throws {
        let description = try #require(Self.document()["info"]?["description"]?.text)
        let readme = String(
            decoding: try Data(contentsOf: TopicFolder.root.appending(path: "README.md")), as: UTF8.self)
        for words in [
            "without asking", "a new required field, a narrower range", "fewer values", "until nobody reads that",
        ] {
            #expect(description.replacing("\n", with: " ").contains(words), "\(words)")
            #expect(readme.contains(words), "\(words)")
        }
    }

    @Test(
        "Each topic's messages say what its keys are",
        arguments: [
            ("lifecycle", "keyedByInstance"), ("heartbeats", "keyedByInstance"), ("messages", "keyedByChat"),
            ("health", "keyedBySubject"), ("commands", "keyedByInstance"),
        ])
    func keys(_ topic: String, _ trait: String) throws {
        let components = try #require(Self.document()["components"])
        #expect(components["messageTraits"]?[trait]?["bindings"]?["kafka"]?["key"]?["type"]?.text == "string")
        for type in try #require(ContractTypes.byTopic[topic]) {
            let reference = components["messages"]?[type]?["traits"]?.items?.first?["$ref"]?.text
            #expect(reference == "#/components/messageTraits/\(trait)")
        }
    }

    @Test(
        "AsyncAPI's own parser finds no fault (set ASYNCAPI_CHECK to a script that takes the file)",
        .enabled(if: script != nil && node != nil))
    func parser() throws {
        let words = [try #require(Self.node), try #require(Self.script), "\(TopicFolder.path)/asyncapi.yaml"]
        #expect(try Self.run(words) == 0)
    }

    /// The exit status of a program.
    private static func run(_ words: [String]) throws -> Int32 {
        var arguments: [UnsafeMutablePointer<CChar>?] = unsafe words.map { unsafe strdup($0) } + [nil]
        defer { for index in unsafe arguments.indices { unsafe free(arguments[index]) } }
        var child: pid_t = 0
        try #require(unsafe posix_spawn(&child, words[0], nil, nil, &arguments, environ) == 0)
        var status: Int32 = 0
        while unsafe waitpid(child, &status, 0) == -1, errno == EINTR {}
        return status
    }
}
