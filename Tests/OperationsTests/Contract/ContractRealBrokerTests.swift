import Events
import JSON
import Judge
import Kafka
import Service
import Telemetry
import TestSupport
import Testing

@testable import Operations

@Suite(
    "zapline contract check on a real broker",
    .enabled(if: PrivateKafka.isAvailable, "KAFKA_HOME names no distribution"),
    .timeLimit(.minutes(4)))
struct ContractRealBrokerTests {
    func send(_ bench: ConsumerBench, _ value: String?, key: String = "loja/x", _ headers: [(String, String?)] = [])
        throws
    {
        try bench.send(
            "messages", key: key, value, headers: headers.compactMap { name, value in value.map { (name, $0) } })
    }

    @Test("Good and bad records in both modes: each kind once, counted, with the first of each")
    func mix() async throws {
        let bench = try ConsumerBench(partitions: 1)
        for number in 0..<40 { try send(bench, ContractSample.event(["id": "\"\(number)\""])) }
        for _ in 0..<10 { try send(bench, ContractSample.object(ContractSample.data), ContractSample.headers()) }
        for _ in 0..<3 { try send(bench, ContractSample.event(data: ["chat": nil])) }
        try send(bench, ContractSample.object(ContractSample.data, ["chat": nil]), ContractSample.headers())
        try send(bench, "not json")
        try send(bench, nil)
        try send(bench, ContractSample.event(data: ["chat": "\"55119@c.us\""]))
        try send(bench, ContractSample.event("whatsapp.never.seen", "{}"))
        try bench.send("lifecycle", key: "loja", ContractSample.event())
        try bench.flush()
        let result = await bench.tool.run("contract", "check", "--json")
        #expect(result.code == .found, "\(result.error)")
        let json = try JSONValue(parsing: result.output)
        #expect(
            json["topics"]?[2] == [
                "topic": .string(bench.prefix + "messages"), "records": 58, "structured": 45, "binary": 11,
                "tombstones": 1,
                "broken": 6, "poison": 5,
            ])
        let kinds = (json["kinds"]?.array ?? []).map { kind in
            let words = ["effect", "rule", "path"].map { kind[$0]?.string ?? "" }
            let first = kind["first"].map {
                "\($0["topic"]?.string?.dropFirst(bench.prefix.count) ?? "")/\($0["offset"] ?? .null)"
            }
            return "\(kind["records"] ?? .null) \(words.joined(separator: " ")) \(first ?? "")"
        }
        #expect(
            kinds == [
                "4 poison missing data.chat messages/50", "1 poison invalid-json  messages/54",
                "1 violation wrong-topic type lifecycle/0", "1 violation not-normal data.chat messages/56",
                "1 note unknown-type type messages/57",
            ])
    }

    @Test("Poison is what the consumers put to the dead letters, record by record")
    func agrees() async throws {
        let bench = try ConsumerBench()
        var events = WildEvents(seed: 77)
        try bench.publish(&events, 3_000)
        try await bench.runToEnd("status", "messages")
        let json = try JSONValue(parsing: await bench.tool.run("contract", "check", "--json", "--limit=1000").output)
        for topic in json["topics"]?.array ?? [] {
            let letters = try bench.value(
                "SELECT count(*) FROM zapline.dead_letters WHERE state = 'open' AND topic = '\(topic["topic"]?.string ?? "")'"
            )
            #expect(letters == topic["poison"]?.text, "\(topic)")
        }
        #expect(try bench.value("SELECT count(*) > 20 FROM zapline.dead_letters WHERE state = 'open'") == "t")
        var shown = 0
        for kind in json["kinds"]?.array ?? [] where kind["effect"] == "poison" {
            let first = kind["first"]
            let place = "\(first?["topic"]?.string ?? "")/\(first?["partition"] ?? .null)/\(first?["offset"] ?? .null)"
            let pipeline = place.contains("messages") ? "messages" : "status"
            let letter = await bench.tool.run("dead-letters", "show", pipeline, place)
            #expect(letter.code == .done, "\(place)")
            shown += 1
        }
        #expect(shown > 3)
    }

    @Test("From a time on: what was recorded before is left out")
    func from() async throws {
        let bench = try ConsumerBench(partitions: 2)
        let producer = try Producer(ClientSettings(bootstrapServers: bench.bootstrapServers)) { _ in }
        let noon = WallTime.now().microseconds / 1_000 - 60_000
        for number in 0..<20 {
            let value = number < 15 ? "no json" : ContractSample.event()
            try producer.send(
                OutgoingRecord(
                    topic: bench.prefix + "messages", key: Array("loja/\(number)".utf8), value: Array(value.utf8),
                    timestamp: number < 15 ? noon - 1 : noon))
        }
        #expect(producer.flush(deadline: .seconds(30)))
        func check(_ milliseconds: Int64) async -> Tool.Result {
            await bench.tool.run("contract", "check", "--from", EventTime.text(milliseconds * 1_000))
        }
        let late = await check(noon)
        #expect(late.code == .done, "\(late.output)\(late.error)")
        #expect(late.output.hasSuffix("no record of 5 records breaks the contract\n"))
        #expect(await check(noon - 1).output.hasSuffix("15 of 20 records break the contract, 15 of them as poison\n"))
        #expect(await check(noon + 1).output.contains("of 0 records"))
        #expect(
            await bench.tool.run("contract", "check", "--from=2999-01-01T00:00:00Z").output.contains("of 0 records"))
    }

    @Test("What retention took is not waited for")
    func retention() async throws {
        let bench = try ConsumerBench(partitions: 1)
        for _ in 0..<100 { try send(bench, ContractSample.event()) }
        try bench.flush()
        try bench.deleteRecords("messages", 0, below: 60)
        let json = try JSONValue(parsing: await bench.tool.run("contract", "check", "--json").output)
        #expect(json["topics"]?[2]?["records"] == 40)
        #expect(json["broken"] == false)
    }

    @Test("What the tool itself sends keeps the contract")
    func load() async throws {
        let bench = try ConsumerBench()
        let load = await bench.tool.run("load", "--rate=50000", "--events=5000", "--sessions=50", "--seed=3")
        #expect(load.code == .done, "\(load.error)")
        let word = await bench.tool.run("instances", "set-status", "load-01", "connecting", "--yes", "--operator=ana")
        #expect(word.code == .done, "\(word.error)")
        let result = await bench.tool.run("contract", "check")
        #expect(result.code == .done, "\(result.output)\(result.error)")
        #expect(result.output.contains("of 5,001 records"))
    }
}
