import Bytes
import Events
import Testing

@testable import Operations

@Suite("Synthetic traffic, as the consumers read it")
struct TrafficContractTests {
    @Test(
        "Every event is one of the contract, with no field that would count as absent",
        arguments: [
            TrafficMix.production, .receipts, .sessions,
        ])
    func isReadWhole(_ mix: TrafficMix) {
        let arena = Arena()
        let reader = EventReader(arena: arena)
        var renderer = TrafficRenderer()
        let options = TrafficGenerator.Options(sessions: 8, seed: 3, start: TrafficGeneratorTests.start, mix: mix)
        for event in TrafficGeneratorTests.events(5_000, options) {
            arena.reset()
            let value = arena.copy(String(decoding: renderer.value(of: event), as: UTF8.self))
            let record = Record(
                logID: 1, topic: 0, partition: 0, offset: 0, timestamp: -1, key: nil, value: value, headers: .none)
            guard case .event(let read) = reader.read(record) else {
                Issue.record("\(event.type) is no event")
                continue
            }
            #expect(read.time == event.time)
            #expect(read.sessionEpoch == event.sessionEpoch)
            #expect(read.sequence == event.sequence)
            #expect(read.type.map { "\($0.name)" } == event.type)
        }
        #expect(reader.invalidFields == 0)
    }
}
