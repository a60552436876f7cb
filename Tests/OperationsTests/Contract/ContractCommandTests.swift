import FoundationEssentials
import JSON
import Kafka
import Service
import TestSupport
import Testing

@testable import Operations

@Suite("zapline contract check on the mock cluster", .timeLimit(.minutes(2)))
struct ContractCommandTests {
    let cluster: MockCluster
    var tool: Tool { Tool(environment: ["KAFKA_BOOTSTRAP_SERVERS": cluster.bootstrapServers]) }

    init() throws {
        cluster = try MockCluster()
        for topic in ["lifecycle", "messages"] { try cluster.createTopic("whatsapp.\(topic)", partitions: 2) }
    }

    func send(_ topic: String, _ key: String?, _ value: String?, headers: [(String, String?)] = []) throws {
        let producer = try Producer(ClientSettings(bootstrapServers: cluster.bootstrapServers)) { _ in }
        try producer.send(
            OutgoingRecord(
                topic: "whatsapp.\(topic)", key: key.map { Array($0.utf8) }, value: value.map { Array($0.utf8) },
                headers: headers.compactMap { name, value in
                    value.map { OutgoingRecord.Header(name, Array($0.utf8)) }
                }))
        #expect(producer.flush(deadline: .seconds(20)))
    }

    @Test("Nothing in the log is nothing wrong, and topics that aren't there are told")
    func empty() async {
        let result = await tool.run("contract", "check")
        #expect(result.code == .done, "\(result.error)")
        #expect(result.output.contains("whatsapp.heartbeats isn't there\nwhatsapp.health isn't there\n"))
        #expect(result.output.hasSuffix("no record of 0 records breaks the contract\n"))
        #expect(result.error == "")
    }

    @Test("A fault is the exit code 1, in both modes, with a place to look at")
    func finds() async throws {
        try send("messages", "loja/55119@s.whatsapp.net", ContractSample.event())
        try send("messages", "loja/x", ContractSample.object(ContractSample.data), headers: ContractSample.headers())
        #expect(await tool.run("contract", "check").code == .done)
        try send("messages", "loja/x", ContractSample.event(data: ["chat": nil]))
        try send(
            "messages", "loja/x", ContractSample.object(ContractSample.data, ["chat": nil]),
            headers: ContractSample.headers())
        let result = await tool.run("contract", "check")
        #expect(result.code == .found)
        #expect(result.output.contains("        2  poison     missing data.chat: is required and absent\n"))
        #expect(result.output.contains("first at messages/"))
        #expect(result.output.hasSuffix("2 of 4 records break the contract, 2 of them as poison\n"))
        #expect(!result.output.contains("secret"))
        for line in result.output.split(separator: "\n") { #expect(line.count <= 80, "\(line)") }
    }

    @Test("Only the topics that are named, each of which must be there")
    func topics() async throws {
        try send("lifecycle", "loja", "no json")
        #expect(await tool.run("contract", "check", "--topic=messages").code == .done)
        #expect(await tool.run("contract", "check", "-t", "whatsapp.lifecycle", "-t", "messages").code == .found)
        let missing = await tool.run("contract", "check", "--topic=health")
        #expect(missing.code == .unavailable && missing.error.contains("no such topic: whatsapp.health"))
        let unknown = await tool.run("contract", "check", "--topic=orders")
        #expect(unknown.code == .usage && unknown.error.contains("the contract has lifecycle, heartbeats, messages"))
        var other = tool
        other.environment["ZAPLINE_TOPIC_PREFIX"] = "other."
        #expect(await other.run("contract", "check").code == .unavailable)
    }

    @Test("The last are the newest")
    func last() async throws {
        for _ in 0..<5 { try send("lifecycle", "loja", "no json") }
        for _ in 0..<3 { try send("lifecycle", "loja", ContractSample.event("whatsapp.session.starting", "{}")) }
        #expect(await tool.run("contract", "check", "--last=3", "--json").code == .done)
        let all = try JSONValue(parsing: await tool.run("contract", "check", "--json", "--limit=1").output)
        #expect(all["topics"]?[0]?["records"] == 8 && all["topics"]?[0]?["poison"] == 5)
        #expect(all["kinds"]?[0]?["records"] == 5)
    }

    @Test("A time can't be looked up on the mock, and says so")
    func from() async {
        let result = await tool.run("contract", "check", "--from=2026-11-23T10:00:00Z")
        #expect(result.code == .unavailable && result.error.contains("use --last"))
    }

    @Test(
        "Bad usage",
        arguments: [
            ["--last=0"], ["--from=noon"], ["--last=1", "--from=2026-11-23T10:00:00Z"], ["--limit=0"], ["--limit=1001"],
        ])
    func usage(_ words: [String]) async {
        let result =
            words.count == 1
            ? await tool.run("contract", "check", words[0]) : await tool.run("contract", "check", words[0], words[1])
        #expect(result.code == .usage, "\(result.error)")
    }

    @Test("A broker that isn't there is 69, and no setting for it 78")
    func broker() async {
        #expect(await Tool().run("contract", "check").code == .configuration)
        let away = Tool(environment: ["KAFKA_BOOTSTRAP_SERVERS": "127.0.0.1:1"])
        #expect(await away.run("contract", "check").code == .unavailable)
    }

    @Test("Schemas of a folder are held against what is sent today")
    func directory() async throws {
        try send("lifecycle", "loja", ContractSample.event("whatsapp.session.starting", "{}"))
        let folder = FileManager.default.temporaryDirectory.appending(path: "contract-\(UInt64.random(in: 0 ... .max))")
            .path
        try FileManager.default.createDirectory(atPath: "\(folder)/schemas", withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let envelope = #"{"type": "object", "required": ["region"]}"#
        try Data(envelope.utf8).write(to: URL(filePath: "\(folder)/schemas/envelope.json"))
        let result = await tool.run("contract", "check", "--directory", folder)
        #expect(result.code == .found && result.output.contains("violation  missing region"))
        try Data(#"{"oneOf": []}"#.utf8).write(to: URL(filePath: "\(folder)/schemas/envelope.json"))
        let beyond = await tool.run("contract", "check", "--directory", folder)
        #expect(beyond.code == .configuration && beyond.error.contains("envelope.json#/oneOf"))
        #expect(await tool.run("contract", "check", "--directory=/nonexistent").code == .configuration)
    }

    @Test("A request to stop ends it with what was read")
    func stops() async throws {
        try send("lifecycle", "loja", ContractSample.event("whatsapp.session.starting", "{}"))
        let tool = tool
        _ = tool.stop.request("SIGINT")
        let result = await tool.run("contract", "check")
        #expect(result.code == .unavailable && result.output.contains("before it was stopped"), "not all was looked at")
    }
}
