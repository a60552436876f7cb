import Bytes
import Events
import JSON
import TestSupport
import Testing

@testable import HealthMonitor

@Suite("Traffic in any order")
struct TrafficOrderTests {
    /// What happened to up to 24 messages on four partitions: what is told of one may stand on two of them.
    private func story(_ random: inout SeededGenerator) -> [[Tick]] {
        var partitions = Array(repeating: [Tick](), count: 4)
        for message in 0..<Int.random(in: 1...24, using: &random) {
            var at = Int64.random(in: 0...1_000, using: &random)
            var ticks = [Tick(at, message, .sent(Bool.random(using: &random) ? .pending : nil))]
            for status in [MessageStatus.pending, .server, .delivered, .read]
            where Int.random(in: 0..<4, using: &random) > 0 {
                at += Int64.random(in: 0...90, using: &random)
                ticks.append(Tick(at, message, .status(status)))
            }
            if Int.random(in: 0..<4, using: &random) == 0 {
                ticks.append(
                    Tick(at + 1, message, .failed(["463", "131026", "405"].randomElement(using: &random) ?? "")))
            }
            let (home, other) = (Int.random(in: 0..<4, using: &random), Int.random(in: 0..<4, using: &random))
            for tick in ticks { partitions[Int.random(in: 0..<3, using: &random) > 0 ? home : other].append(tick) }
        }
        return partitions.map { $0.sorted { $0.seconds < $1.seconds } }
    }

    private func picture(_ traffic: SessionTraffic) -> String {
        "\(traffic.problems) \(JSONValue.object(traffic.facts))"
    }

    @Test("Any interleaving of partitions ends in the same verdict and the same facts", arguments: 0..<300)
    func order(_ seed: Int) {
        var random = SeededGenerator(UInt64(seed))
        let partitions = story(&random)
        let end = Int64.random(in: 1_400...3_000, using: &random)
        let pictures = (0..<3).map { _ in picture(SessionTraffic(interleaved(partitions, &random), at: end)) }
        // And live: read as it happens, looked at every few seconds.
        var live = SessionTraffic()
        for tick in partitions.flatMap(\.self).sorted(by: { $0.seconds < $1.seconds }) {
            live.take(tick)
            live.look(tick.seconds)
        }
        live.look(end)
        #expect(Set(pictures + [picture(live)]).count == 1)
    }

    @Test("What is stored at any moment goes on as if nothing had happened", arguments: 0..<100)
    func restart(_ seed: Int) throws {
        var random = SeededGenerator(UInt64(seed))
        let ticks = interleaved(story(&random), &random)
        var (one, other) = (SessionTraffic(), SessionTraffic())
        for tick in ticks {
            one.take(tick)
            other.take(tick)
            guard Int.random(in: 0..<10, using: &random) == 0 else { continue }
            other = SessionTraffic(
                memory: try JSONValue(parsing: other.memory.text), lifecycle: other.lifecycleMemory)
        }
        one.look(2_000)
        other.look(2_000)
        #expect(one.fact("pending") == other.fact("pending"))
        #expect(one.fact("pendingSince") == other.fact("pendingSince"))
        #expect(one.problems == other.problems)
    }

    @Test("However much is sent, what is kept is bounded, and so is what is stored", arguments: 0..<10)
    func bounded(_ seed: Int) {
        var random = SeededGenerator(UInt64(seed))
        var traffic = SessionTraffic()
        for number in 0..<20_000 {
            let time = start + Int64.random(in: 0...10_000, using: &random) * second
            let mark = MessageMark(bits: random.next() % 3_000)
            switch Int.random(in: 0..<4, using: &random) {
            case 0: traffic.sent(mark, at: time, status: nil)
            case 1: traffic.status(.server, of: mark, at: time, code: .none)
            case 2: traffic.status(.failed, of: mark, at: time, code: FailureCode("\(number % 50)"))
            default: traffic.messages.take(random.next() % 5_000, epoch: Int32(number % 7), at: time, now: time)
            }
            if number % 1_000 == 0 { traffic.look(Int64(number / 2)) }
        }
        #expect(traffic.awaited.messages.count <= AwaitedMessages.limit)
        #expect(traffic.failures.codes.count <= FailureCounts.limit)
        #expect(traffic.messages.gaps.count <= SequenceLog.limit)
        #expect(traffic.memory.text.utf8.count < 4_096)
        #expect(MemoryLayout<SessionTraffic>.size <= 512)
        #expect(MemoryLayout<AwaitedMessage>.stride <= 56 && MemoryLayout<SequenceGap>.stride <= 32)
    }

    @Test("Where more is under way than is kept, no message waits that was acknowledged in its turn")
    func flood() {
        var traffic = SessionTraffic()
        for number in 0..<10_000 {
            traffic.take(Tick(Int64(number), number, .sent(.pending)))
            if number >= 20 { traffic.take(Tick(Int64(number), number - 20, .status(.server))) }
        }
        traffic.look(10_000)
        #expect(traffic.fact("pending") == 20)
        #expect(traffic.displaced == 0)
        #expect(traffic.latency.all(at: start + 10_000 * second).total == 9_980)
    }

    @Test("What waits and must make room is counted")
    func displaced() {
        let traffic = SessionTraffic((0..<40).map { Tick(Int64($0), $0, .sent(.pending)) }, at: 3_600)
        #expect(traffic.displaced == 8)
        #expect(traffic.fact("pending") == 32)
        // An acknowledgement of something else takes nobody's place.
        var other = traffic
        other.take(Tick(50, 1_000, .status(.read)))
        #expect(other.awaited == traffic.awaited)
    }

    @Test("Marks of ids differ, and are the same tomorrow")
    func marks() {
        let arena = Arena()
        #expect(Set((0..<100_000).map { MessageMark(arena.copy("3EB0C767D71AB26D\($0)")).bits }).count == 100_000)
        #expect(
            Set(
                ["", "a", "\0", "\0\0", "aaaaaaaa", "aaaaaaaaa", "aaaaaaaa\0"].map { MessageMark(arena.copy($0)).bits }
            ).count == 7)
        // Reckoned by another program.
        #expect(MessageMark(ByteView("3EB0C767D71AB26D5A21")).bits == 0x8ddbb1425361c518)
    }
}
