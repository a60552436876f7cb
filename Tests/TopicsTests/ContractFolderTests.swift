import FoundationEssentials
import JSON
import Testing

@testable import Topics

/// A copy of `topics/` that a test may spoil.
struct TopicsCopy: ~Copyable {
    let path: String

    init() throws {
        path = "\(FileManager.default.temporaryDirectory.path)/copy-\(UUID().uuidString)"
        try FileManager.default.copyItem(atPath: TopicFolder.path, toPath: path)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func edit(_ name: String, _ old: String, _ new: String) throws {
        let url = URL(filePath: "\(path)/\(name)")
        let text = String(decoding: try Data(contentsOf: url), as: UTF8.self)
        guard let range = text.firstRange(of: old) else { throw NoSuchText(name: name, text: old) }
        try Data((text[..<range.lowerBound] + new + text[range.upperBound...]).utf8).write(to: url)
    }

    /// Where the first `text` of a file begins.
    func place(of text: String, in name: String) throws -> YAMLMark? {
        let whole = String(decoding: try Data(contentsOf: URL(filePath: "\(path)/\(name)")), as: UTF8.self)
        guard let start = whole.firstRange(of: text)?.lowerBound else { return nil }
        let lines = whole[..<start].split(separator: "\n", omittingEmptySubsequences: false)
        return YAMLMark(line: lines.count, column: (lines.last?.count ?? 0) + 1)
    }

    func remove(_ name: String) throws { try FileManager.default.removeItem(atPath: "\(path)/\(name)") }

    func report(prefix: String = "whatsapp.") -> FilesReport {
        let carriers = ContractTypes.byTopic.flatMap { topic, types in types.map { ($0, topic) } }
        return ContractFolder(
            path: path, prefix: prefix, carriers: Dictionary(uniqueKeysWithValues: carriers)
        ).report()
    }

    struct NoSuchText: Error { var name, text: String }
}

@Suite("A folder of topics, held against itself without a broker")
struct ContractFolderTests {
    @Test("Nothing is wrong with ours, under whatever prefix", arguments: ["whatsapp.", "staging.wa.", ""])
    func ours(_ prefix: String) throws {
        let report = try TopicsCopy().report(prefix: prefix)
        #expect(report.problems.isEmpty, "\(report.text)")
        #expect(report.isUsable)
        #expect(report.topics == ["commands", "health", "heartbeats", "lifecycle", "messages"].map { prefix + $0 })
        #expect(report.types == ContractTypes.all)
        #expect(report.text == "5 topics, 39 schemas: nothing wrong\n")
    }

    /// What is put where, and what is told of it.
    struct Fault: Sendable, CustomTestStringConvertible {
        var file: String
        var replace: String
        var with: String
        var code: TopicFileError.Code
        /// The file that is blamed, and a text in it at whose beginning the fault is.
        var at: (file: String, text: String)
        var says: String
        var testDescription: String { "\(file): \(replace) → \(with)" }

        init(
            _ file: String, _ replace: String, _ with: String, _ code: TopicFileError.Code = .disagreement,
            at text: String, in other: String? = nil, says: String
        ) {
            (self.file, self.replace, self.with, self.code, self.says) = (file, replace, with, code, says)
            at = (other ?? file, text)
        }
    }

    static let api = "asyncapi.yaml"
    static let canary = "schemas/whatsapp.canary.json"
    static let qr = "\"#/components/messages/whatsapp.session.qr\""

    static let faults: [Fault] = [
        Fault(
            "messages.yaml", "partitions: 12", "partitions: 24", at: "12\n        replicas", in: api,
            says: "`partitions` is `12`, "),
        Fault(
            "messages.yaml", "partitions: 12", "partitions: twelve", .badValue, at: "twelve",
            says: "must be an integer"),
        Fault(
            "health.yaml", "delete.retention.ms", "delete.retention.m", .unknownSetting, at: "delete.retention.m:",
            says: "did you mean `delete.retention.ms`?"),
        Fault(
            "commands.yaml", "retention: 1d", "retention: 2d", at: "86400000\n        bindingVersion: 0.5.0\n\nop",
            in: api,
            says: "`retention.ms` is `86400000`, "),
        Fault(
            "lifecycle.yaml", "replication: auto", "replication: 2", at: "3\n        topicConfiguration", in: api,
            says: "`replicas` is `3`, "),
        Fault(
            "commands.yaml", "name: commands", "name: orders", at: "whatsapp.commands", in: api,
            says: "no topic's file describes `whatsapp.commands`"),
        Fault(
            "commands.yaml", "name: commands", "name: orders", at: "asyncapi: 3", in: api,
            says: "no channel is for the topic `whatsapp.orders` of "),
        Fault(api, "asyncapi: 3.0.0", "asyncapi: 2.6.0", .badValue, at: "2.6.0", says: "must be a version 3"),
        Fault(api, "channels:\n", "channels: ]\n", .syntax, at: "]\n  lifecycle", says: ""),
        Fault(
            api, "address: whatsapp.health", "address: whatsapp.messages", .duplicateKey,
            at: "whatsapp.messages\n    title: Verdicts", says: "has a channel already, at "),
        Fault(
            api, "    address: whatsapp.lifecycle\n", "", .missingKey, at: "lifecycle:\n    title",
            says: "needs an `address`"),
        Fault(
            api, "topic: whatsapp.health", "topic: whatsapp.helth", at: "whatsapp.helth",
            says: "`topic` is `whatsapp.helth`, the channel's address is"),
        Fault(
            api, "          max.message.bytes: 17825792\n", "",
            at: "cleanup.policy: [delete]\n          retention.ms: 2592000000\n        bindingVersion: 0.5.0\n  health",
            says: "`max.message.bytes` isn't there, "),
        Fault(
            api, "max.message.bytes: 17825792", "segment.bytes: 17825792", at: "segment.bytes",
            says: "`segment.bytes` isn't set in "),
        Fault(
            api, qr, "\"#/components/messages/whatsapp.session.qe\"",
            at: "\"#/components/messages/whatsapp.session.qe\"",
            says: "has no `whatsapp.session.qe`; did you mean `whatsapp.session.qr`?"),
        Fault(
            api, qr, "\"#/components/messages/whatsapp.session.heartbeat\"",
            at: "\"#/components/messages/whatsapp.session.heartbeat\"", says: "is read on `whatsapp.heartbeats` alone"),
        Fault(
            api, qr, "\"#/components/messages/whatsapp.session.starting\"",
            at: "whatsapp.session.qr:\n      name", says: "no channel carries `whatsapp.session.qr`"),
        Fault(
            api, "$ref: ./schemas/whatsapp.canary.json", "$ref: ./schemas/whatsapp.canari.json",
            at: "./schemas/whatsapp.canari.json", says: "`payload` must be"),
        Fault(
            api, "name: whatsapp.canary", "name: canary", at: "canary\n", says: "`name` must be the type"),
        Fault(canary, "\"examples\": [", "\"examples\": {", .syntax, at: "{\n      \"specversion\"", says: ""),
        Fault(canary, "\"allOf\"", "\"anyOf\"", .badSchema, at: "\"anyOf\"", says: "the keyword isn't known"),
        Fault(
            "schemas/envelope.json", "\"maxLength\": 255", "\"maxLength\": -1", .badSchema, at: "\"maxLength\": -1",
            says: "must be a whole number"),
        Fault(
            canary, "\"const\": \"whatsapp.canary\"", "\"const\": \"canary\"", .badSchema, at: "\"type\": {",
            says: "`properties.type` must be"),
        Fault(
            "schemas/whatsapp.session.qr.json", "\"qr\": \"", "\"qt\": \"", .badSchema,
            at: "\"data\": {\n        \"qt\"",
            says: "example 1: /data lacks \"qr\""),
    ]

    @Test("What is wrong is told with its file, line and column", arguments: faults)
    func fault(_ fault: Fault) throws {
        let folder = try TopicsCopy()
        try folder.edit(fault.file, fault.replace, fault.with)
        let report = folder.report()
        let place = try #require(try folder.place(of: fault.at.text, in: fault.at.file))
        let isTold = report.problems.contains {
            $0.code == fault.code && $0.message.contains(fault.says) && $0.mark == place
                && $0.file == "\(folder.path)/\(fault.at.file)"
        }
        #expect(isTold, "\(place) \(report.text)")
        #expect(report.isUsable == (!fault.file.hasSuffix(".yaml") || fault.at.file == Self.api))
    }

    @Test("What isn't there is told")
    func missing() throws {
        let folder = try TopicsCopy()
        try folder.remove("schemas/whatsapp.poll.vote.json")
        try folder.remove("heartbeats.yaml")
        let problems = folder.report().problems
        #expect(problems.contains { $0.code == .missingFile && $0.file.hasSuffix("schemas/whatsapp.poll.vote.json") })
        #expect(problems.contains { $0.code == .missingFile && $0.file.hasSuffix("asyncapi.yaml") && $0.mark != nil })
        #expect(problems.contains { $0.message.hasPrefix("no topic's file describes `whatsapp.heartbeats`") })
        try folder.remove("asyncapi.yaml")
        let later = folder.report()
        #expect(later.problems.contains { $0.file == "\(folder.path)/asyncapi.yaml" && $0.code == .missingFile })
        #expect(later.isUsable)
    }

    @Test("A type that nobody asks for is described all the same")
    func further() throws {
        let folder = try TopicsCopy()
        let schema = String(decoding: try TopicFolder.bytes("schemas/whatsapp.canary.json"), as: UTF8.self)
        let other = schema.replacing("whatsapp.canary", with: "whatsapp.other")
        try Data(other.utf8).write(to: URL(filePath: "\(folder.path)/schemas/whatsapp.other.json"))
        #expect(
            folder.report().problems.map(\.message) == [
                "`components.messages` has no `whatsapp.other`, which is a type of event"
            ])
    }

    @Test("All problems of all files are told at once, and JSON has them")
    func allAtOnce() throws {
        let folder = try TopicsCopy()
        try folder.edit("messages.yaml", "partitions: 12", "partitions: 0")
        try folder.edit("lifecycle.yaml", "key: instance", "kay: instance")
        try folder.edit("asyncapi.yaml", "name: whatsapp.canary", "name: canary")
        try folder.edit("schemas/whatsapp.session.qr.json", "\"allOf\"", "\"anyOf\"")
        try folder.edit("schemas/whatsapp.session.created.json", "\"allOf\"", "\"oneOf\"")
        let report = folder.report()
        #expect(!report.isUsable)
        #expect(report.topics.isEmpty)
        #expect(
            Set(report.problems.map { $0.file.replacing("\(folder.path)/", with: "") }) == [
                "messages.yaml", "lifecycle.yaml", "asyncapi.yaml", "schemas/whatsapp.session.qr.json",
                "schemas/whatsapp.session.created.json",
            ])
        #expect(report.json["valid"] == false && report.json["usable"] == false)
        let first = try #require(report.json["problems"]?[0])
        #expect(first["file"] == .string("\(folder.path)/lifecycle.yaml"))
        #expect(first["line"] == 3 && first["column"] == 3 && first["code"] == "unknown-key")
        #expect(report.json["problems"]?.array?.count == report.problems.count)
        #expect(report.text.hasSuffix("0 topics, 39 schemas: \(report.problems.count) problems\n"))
    }

    @Test("A folder with topics' files alone is a whole one")
    func topicsAlone() throws {
        let folder = try TopicsCopy()
        try folder.remove("asyncapi.yaml")
        try folder.remove("schemas")
        let report = folder.report()
        #expect(report.problems.isEmpty)
        #expect(report.notes.count == 1)
        #expect(report.text.hasSuffix("5 topics, 0 schemas: nothing wrong\n"))
    }

    @Test("A folder that isn't there can't be used")
    func nowhere() {
        let report = ContractFolder(path: "/nonexistent", carriers: [:]).report()
        #expect(report.problems.map(\.code) == [.unreadable])
        #expect(!report.isUsable)
    }

    @Test("What is built in has nothing beside it")
    func builtIn() throws {
        let report = FilesReport(builtIn: try TopicSet.builtIn())
        #expect(report.topics.count == 5)
        #expect(report.text.hasSuffix("5 topics, 0 schemas: nothing wrong\n"))
        #expect(report.json["notes"]?.array?.count == 1)
    }
}

@Suite("Places in JSON files")
struct JSONPlaceTests {
    static let text = """
        {
          "a": {"b/c": [1,
            {"d~e": null}]}
        }
        """

    @Test(
        "A pointer leads to its line and column, or as near as it goes",
        arguments: [
            ("", "1:1"), ("/a", "2:3"), ("/a/b~1c", "2:9"), ("/a/b~1c/0", "2:17"), ("/a/b~1c/1/d~0e", "3:6"),
            ("/x", "1:1"), ("/a/b~1c/7", "2:9"), ("/a/b~1c/1/d~0e/f", "3:6"),
        ])
    func mark(_ pointer: String, _ place: String) {
        #expect(JSONPlace.mark(of: pointer, in: Array(Self.text.utf8))?.description == place)
    }

    @Test("What can't be read has no places", arguments: ["", "{", "{\"a\":1,\"a\":2}", "\u{FF}\u{FE}\u{0}"])
    func unreadable(_ text: String) { #expect(JSONPlace.mark(of: "/a", in: Array(text.utf8)) == nil) }
}
