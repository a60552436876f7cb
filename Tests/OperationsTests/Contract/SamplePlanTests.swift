import Consumers
import Kafka
import Service
import Testing

@testable import Operations

@Suite("Which part of the log is looked at")
struct SamplePlanTests {
    static func bounds(_ logs: [(Int64, Int64)]) -> [TopicPartition: LogBounds] {
        var bounds: [TopicPartition: LogBounds] = [:]
        for (number, log) in logs.enumerated() {
            bounds[TopicPartition("t", Int32(number))] = LogBounds(low: log.0, high: log.1)
        }
        return bounds
    }

    static func text(_ plan: SamplePlan) -> [String] {
        plan.stretches.sorted { $0.key < $1.key }.map { "\($0.key.partition): \($0.value)" }
    }

    @Test(
        "The last are taken of all partitions alike, and where one has fewer, more of the others",
        arguments: [
            ([(0, 100), (0, 100)], 10, ["0: 95..<100", "1: 95..<100"]),
            ([(0, 100), (50, 52)], 10, ["0: 92..<100", "1: 50..<52"]),
            ([(0, 0), (5, 5), (0, 3)], 10, ["2: 0..<3"]),
            ([(0, 100), (0, 100), (0, 100)], 2, ["1: 99..<100", "2: 99..<100"]),
            ([(0, 1), (0, 100), (0, 4)], 20, ["0: 0..<1", "1: 85..<100", "2: 0..<4"]), ([], 5, []),
            ([(7, 9), (3, 4)], 1_000, ["0: 7..<9", "1: 3..<4"]),
        ] as [([(Int64, Int64)], Int, [String])])
    func last(_ logs: [(Int64, Int64)], _ count: Int, _ stretches: [String]) {
        var plan = SamplePlan()
        plan.add(Self.bounds(logs), last: count)
        #expect(Self.text(plan) == stretches)
        #expect(plan.count == min(count, logs.reduce(0) { $0 + Int($1.1 - $1.0) }))
    }

    @Test("From a time on, up to the end at the start; where nothing is so new, nothing")
    func from() {
        var plan = SamplePlan()
        let starts: [TopicPartition: Int64?] = [
            TopicPartition("t", 0): 40, TopicPartition("t", 1): .some(nil), TopicPartition("t", 2): 3,
            TopicPartition("t", 3): 100,
        ]
        plan.add(Self.bounds([(0, 100), (0, 100), (10, 20), (0, 100), (0, 9)]), starts: starts)
        #expect(Self.text(plan) == ["0: 40..<100", "2: 10..<20"])
    }

    static func choice(_ values: [String: [String]]) throws -> SampleChoice {
        try SampleChoice(Invocation(path: ["contract", "check"], values: values))
    }

    @Test("The command line says which")
    func choices() throws {
        #expect(try Self.choice([:]) == .last(10_000))
        #expect(try Self.choice(["last": ["7"]]) == .last(7))
        #expect(try Self.choice(["from": ["1970-01-01T01:00:00.5+01:00"]]) == .from(500_000))
    }

    @Test(
        "What can't be meant is bad usage",
        arguments: [
            ["last": ["0"]], ["last": ["-1"]], ["last": ["many"]], ["last": ["100000001"]], ["from": ["yesterday"]],
            ["from": ["2026-11-23"]], ["from": ["2026-11-23T10:00:00"]], ["from": ["1969-12-31T23:59:59Z"]],
            ["from": ["2026-11-23T10:00:00Z"], "last": ["5"]],
        ])
    func refused(_ values: [String: [String]]) {
        #expect(throws: UsageError.self) { try Self.choice(values) }
    }

    @Test("A topic has one name with the prefix and one without")
    func topics() {
        let names = TopicNames(prefix: "wa.")
        #expect(ContractTopic("messages", names: names) == .messages)
        #expect(ContractTopic("wa.commands", names: names) == .commands)
        #expect(ContractTopic("whatsapp.messages", names: names) == nil)
        #expect(ContractTopic("", names: names) == nil)
        #expect(
            ContractTopic.allCases.map { $0.name(names) }
                == ["lifecycle", "heartbeats", "messages", "health", "commands"].map { "wa." + $0 })
    }
}
