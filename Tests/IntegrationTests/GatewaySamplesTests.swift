import Events
import Gateways
import Glibc
import JSON
import Judge
import Kafka
import Pipeline
import Reference
import TestSupport
import Testing

@Suite(
    "Recorded payloads of the gateways go all the way",
    .enabled(if: unsafe getenv("ZAPLINE_SAMPLES") != nil, "ZAPLINE_SAMPLES names no folder of recorded payloads"),
    .timeLimit(.minutes(5)))
struct GatewaySamplesTests {
    static var folder: String { unsafe getenv("ZAPLINE_SAMPLES").map { unsafe String(cString: $0) } ?? "" }

    /// The files of one gateway, with what each holds.
    static func samples(_ gateway: Gateway) throws -> [(name: String, payload: JSONValue)] {
        let listed = try Shell.output("sh", "ls '\(folder)/\(gateway.rawValue)'").split(separator: "\n").map(
            String.init)
        return try listed.filter { $0.hasSuffix(".json") }.map { name in
            let text = try Shell.output("sh", "cat '\(folder)/\(gateway.rawValue)/\(name)'")
            return (name, try JSONValue(parsing: Array(text.utf8)))
        }
    }

    static func hints(_ name: String) -> MappingHints {
        // What a bare payload doesn't say, its recorder knew: which session, and which callback.
        MappingHints(instance: "sample", event: name.hasPrefix("message") ? "message_create" : nil)
    }

    @Test("Every sample of the three gateways, published twice, ends in the rows that the oracle says")
    func allTheWay() async throws {
        let bench = try PipelineBench()
        var mapped = 0
        for gateway in Gateway.allCases {
            for sample in try Self.samples(gateway) {
                let result = map(sample.payload, gateway, sample.name)
                mapped += result.count
                for event in result + result { try publish(event, bench) }
            }
        }
        #expect(mapped > 25)
        #expect(bench.flush())
        try WholeWayTests.start(bench)
        for runner in bench.runners { #expect(await runner.waitUntilEnded() == .stopped(halted: false)) }
        let differences = try WholeWayTests.differences(bench)
        #expect(differences.isEmpty, "\(differences.joined(separator: "\n"))")
        #expect(try bench.value("SELECT count(*) FROM zapline.dead_letters WHERE state = 'open'") == "0")
        #expect(try bench.value("SELECT count(*) FROM zapline.event_archive") == "\(try archived(bench))")
        #expect(
            try bench.value("SELECT body FROM whatsapp_messages WHERE message_id = 'AC9103D165AE397609A6A20D78FF248E'")
                == "Mensagem de teste")
        #expect(try bench.value("SELECT status FROM whatsapp_instances WHERE instance_name = 'sample'") != nil)
    }

    private func map(_ payload: JSONValue, _ gateway: Gateway, _ name: String) -> [CloudEvent] {
        gateway.map(payload, hints: Self.hints(gateway == .whatsappWebJS ? name : "")).events
    }

    private func publish(_ event: CloudEvent, _ bench: PipelineBench) throws {
        guard let topic = event.topicName else { return }
        try bench.producer.send(
            OutgoingRecord(topic: bench.prefix + topic, key: Array(event.key.utf8), value: event.structured()))
    }

    private func archived(_ bench: PipelineBench) throws -> Int {
        try LogTap.read(bench.bootstrapServers, prefix: bench.prefix, logIDs: [:]).filter { $0.topic != .heartbeats }
            .count
    }
}
