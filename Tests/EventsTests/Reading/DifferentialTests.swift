import Bytes
import Testing

@testable import Events

/// Generated events, whole and broken, read by the reader and by the plain parser.
@Suite("The reader and a second parser agree", .timeLimit(.minutes(5)))
struct DifferentialTests {
    let desk = Desk()

    @Test("On generated events", arguments: [1, 2, 3, 4] as [UInt64])
    func valid(_ seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<1500 {
            desk.arena.reset()
            let text = RandomEvent.text(&generator)
            let tree = try NaiveJSON.parse(Array(text.utf8))
            let reading = desk.read(text)
            if let difference = ExpectedEvent(tree).difference(from: reading) {
                Issue.record("\(difference): \(text)")
                return
            }
        }
    }

    @Test("On events with a few bytes changed", arguments: [5, 6, 7, 8] as [UInt64])
    func mutated(_ seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<1500 {
            let text = Array(RandomEvent.text(&generator).utf8)
            for _ in 0..<3 {
                desk.arena.reset()
                var bytes = text
                for _ in 0..<Int.random(in: 1...2, using: &generator) { Self.mutate(&bytes, &generator) }
                guard let complaint = compare(bytes) else { continue }
                Issue.record("\(complaint): \(String(decoding: bytes, as: UTF8.self))")
                return
            }
        }
    }

    @Test("On every beginning of an event")
    func truncated() {
        var generator = SeededGenerator(seed: 9)
        for _ in 0..<20 {
            let text = Array(RandomEvent.text(&generator).utf8)
            for length in 0..<text.count {
                desk.arena.reset()
                let verdict = desk.reader.read(desk.record(Array(text[..<length]))).verdict
                guard verdict != "invalid-json" else { continue }
                Issue.record("\(verdict) of the first \(length) bytes of \(String(decoding: text, as: UTF8.self))")
                return
            }
        }
    }

    /// What the two disagree about.
    private func compare(_ bytes: [UInt8]) -> String? {
        let reading = desk.reader.read(desk.record(bytes))
        do {
            let tree = try NaiveJSON.parse(bytes)
            return ExpectedEvent(tree).difference(from: reading)
        } catch let failure as NaiveJSON.Failure {
            guard let event = reading.event, !OpenFaults.mayMiss(failure, event) else { return nil }
            return "read although it isn't JSON in a part that rows are made of"
        } catch {
            return "\(error)"
        }
    }

    private static let bytes = Array("{}[]:,\"\\ \n\u{1}0129-+.eEutfnaidx\u{7F}".utf8) + [0x00, 0x80, 0xC3, 0xFF]

    private static func mutate(_ bytes: inout [UInt8], _ generator: inout SeededGenerator) {
        let place = Int.random(in: 0..<bytes.count, using: &generator)
        let other = Int.random(in: 0..<bytes.count, using: &generator)
        let byte = Self.bytes.randomElement(using: &generator) ?? 0
        switch Int.random(in: 0...5, using: &generator) {
        case 0, 1: bytes[place] = byte
        case 2: bytes.insert(byte, at: place)
        case 3 where bytes.count > 1: bytes.remove(at: place)
        case 4: bytes.swapAt(place, other)
        default:
            bytes.insert(
                contentsOf: bytes[min(place, other)..<min(max(place, other), min(place, other) + 20)], at: place)
        }
    }
}
