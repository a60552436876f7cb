import Kafka
import Testing

@testable import HealthMonitor

@Suite("When rows are stored")
struct StoringRoundTests {
    private static let second: Int64 = 1_000_000_000
    private let partition = TopicPartition("whatsapp.messages", 3)

    /// The slices of a stretch that is looked at twice a second, the position that of the clock.
    private func slices(of count: Int, seconds: Int64) -> [(at: Int64, slice: StoringRound.Slice)] {
        var round = StoringRound()
        return stride(from: 0, to: seconds * Self.second, by: Int(Self.second / 2)).compactMap { now in
            round.slice(of: count, at: [partition: now], now: now).map { (now, $0) }
        }
    }

    @Test("All rows have their turn in each round", arguments: [0, 1, 250, 251, 10_000])
    func whole(count: Int) {
        var (places, rounds) = ([Int](), 0)
        for (_, slice) in slices(of: count, seconds: 120) {
            #expect(slice.places.count <= StoringRound.rows)
            places += slice.places
            guard slice.reached != nil else { continue }
            rounds += 1
            #expect(places == Array(0..<count))
            places = []
        }
        #expect(rounds >= 5)
    }

    @Test("While old records are read, all of them are stored every five seconds")
    func catchingUp() {
        var round = StoringRound()
        _ = round.slice(of: 10_000, at: [:], now: 0)
        var ends: [Int64] = []
        for now in stride(from: Int64(1), to: 60 * Self.second, by: Int(Self.second / 2)) {
            guard let slice = round.slice(of: 10_000, at: [partition: now], isWhole: true, now: now) else { continue }
            #expect(slice.places == 0..<10_000)
            #expect(slice.reached == [partition: now])
            ends.append(now)
        }
        #expect(zip(ends, ends.dropFirst()).allSatisfy { $1 - $0 == 5 * Self.second })
        #expect(round.slice(of: 10_000, at: [:], now: 70 * Self.second)?.places == 0..<StoringRound.rows)
    }

    @Test("A round of very many sessions is over within 40 seconds")
    func many() {
        let ends = slices(of: 100_000, seconds: 200).filter { $0.slice.reached != nil }.map(\.at)
        #expect(ends.count >= 4)
        #expect(zip(ends, ends.dropFirst()).allSatisfy { $1 - $0 <= 40 * Self.second })
    }

    @Test("A round's positions are those of its beginning")
    func positions() {
        var began: Int64?
        for (now, slice) in slices(of: 1_000, seconds: 60) {
            began = began ?? now
            guard let reached = slice.reached else { continue }
            #expect(reached == [partition: began ?? -1])
            began = nil
        }
    }

    @Test("Few sessions are stored every five seconds, ten thousand every twenty", arguments: [(1, 5), (10_000, 20)])
    func length(count: Int, seconds: Int64) {
        let ends = slices(of: count, seconds: 200).filter { $0.slice.reached != nil }.map(\.at)
        #expect(zip(ends, ends.dropFirst()).allSatisfy { $1 - $0 == seconds * Self.second })
    }

    @Test("Sessions that come in the middle of a round are stored with it or with the next one")
    func growing() {
        var round = StoringRound()
        var (count, stored, now) = (1_000, 0, Int64(0))
        for _ in 0..<1_000 where stored < 1_400 {
            if let slice = round.slice(of: count, at: [:], now: now) {
                stored = max(stored, slice.places.upperBound)
                count = min(1_400, count + 100)
            }
            now += Self.second / 2
        }
        #expect(stored == 1_400)
    }
}
