import JSON
import Service
import Testing

@testable import Operations

@Suite("Topics are validated without a broker")
struct ValidateOnlyTests {
    /// No variable names a broker.
    let tool = Tool()

    private func validate(_ files: TopicFiles, _ more: String...) async -> Tool.Result {
        let words = ["topics", "check", "--validate-only", "--directory=\(files.path)"] + more
        return words.count == 4
            ? await tool.run(words[0], words[1], words[2], words[3])
            : await tool.run(words[0], words[1], words[2], words[3], words[4])
    }

    @Test("Our own folder has nothing wrong, for each of the commands", arguments: ["check", "plan", "apply"])
    func ours(_ command: String) async throws {
        let files = try TopicFiles.copyOfOurs()
        let result = await tool.run("topics", command, "--validate-only", "--directory=\(files.path)")
        #expect(result.code == .done, "\(result.output)\(result.error)")
        #expect(result.output == "5 topics, 39 schemas: nothing wrong\n")
        #expect(result.error.isEmpty)
    }

    @Test("Without a folder the topics that are built in are looked at")
    func builtIn() async {
        let result = await tool.run("topics", "check", "--validate-only")
        #expect(result.code == .done)
        #expect(result.output.contains("5 topics, 0 schemas: nothing wrong"))
        #expect(result.output.contains("--directory"))
    }

    @Test("A topic's file that can't be used is bad configuration, and everything else is told too")
    func unusable() async throws {
        let files = try TopicFiles.copyOfOurs()
        try files.edit("messages.yaml", "retention: 30d", "retention: 30 days")
        try files.edit("health.yaml", "cleanup.policy", "cleanup.polcy")
        try files.edit("asyncapi.yaml", "name: whatsapp.canary", "name: canary")
        let result = await validate(files)
        #expect(result.code == .configuration)
        let lines = result.output.split(separator: "\n").map(String.init)
        #expect(
            lines.contains {
                $0.hasPrefix("\(files.path)/health.yaml:") && $0.contains("did you mean `cleanup.policy`?")
            })
        #expect(lines.contains { $0.hasPrefix("\(files.path)/messages.yaml:10:14: ") })
        #expect(lines.contains { $0.hasPrefix("\(files.path)/asyncapi.yaml:") && $0.contains("`name` must be") })
        #expect(lines.last == "0 topics, 39 schemas: 3 problems")
    }

    @Test("Files that disagree are a finding, in JSON too")
    func disagreement() async throws {
        let files = try TopicFiles.copyOfOurs()
        try files.edit("messages.yaml", "partitions: 12", "partitions: 24")
        let text = await validate(files)
        #expect(text.code == .found)
        #expect(text.output.contains("`partitions` is `12`"))
        let result = await validate(files, "--json")
        #expect(result.code == .found)
        let json = try JSONValue(parsing: result.output)
        #expect(json["valid"] == false && json["usable"] == true)
        #expect(json["topics"]?.array?.count == 5 && json["types"]?.array?.count == 39)
        let problem = try #require(json["problems"]?[0])
        #expect(problem["code"] == "disagreement")
        #expect(problem["file"] == .string("\(files.path)/asyncapi.yaml"))
        #expect((problem["line"]?.int64 ?? 0) > 1 && (problem["column"]?.int64 ?? 0) > 1)
        #expect(problem["message"]?.string?.contains("messages.yaml says 24") == true)
    }

    @Test("A type without a schema is a finding")
    func noSchema() async throws {
        let files = try TopicFiles.copyOfOurs()
        try files.edit("schemas/whatsapp.canary.json", "\"whatsapp.canary\"", "\"whatsapp.canaries\"")
        #expect(await validate(files).code == .found)
    }

    @Test("A folder that isn't there, and a prefix that no topic can have, are bad configuration")
    func nowhere() async throws {
        let result = await tool.run("topics", "check", "--validate-only", "--directory=/nonexistent")
        #expect(result.code == .configuration)
        #expect(result.output.contains("/nonexistent: can't be read as a folder"))
        var tool = Tool()
        tool.environment["ZAPLINE_TOPIC_PREFIX"] = "whats app."
        let prefixed = await tool.run("topics", "plan", "--validate-only")
        #expect(prefixed.code == .configuration, "\(prefixed.output)")
    }

    @Test("A broker that is named is not asked, and no setting but the prefix is read", .timeLimit(.minutes(5)))
    func asksNobody() async throws {
        let tool = Tool(environment: [
            "KAFKA_BOOTSTRAP_SERVERS": "127.0.0.1:1", "KAFKA_ENABLE_AUTO_COMMIT": "true", "ZAPLINE_OF_ANOTHER": "x",
        ])
        #expect(await tool.run("topics", "apply", "--validate-only").code == .done)
    }
}
