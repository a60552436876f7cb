import Events
import Testing

/// A known sequence of numbers in the place of chance.
private struct Counter: RandomNumberGenerator {
    var number: UInt64
    mutating func next() -> UInt64 {
        number &+= 0x9E37_79B9_7F4A_7C15
        return number
    }
}

@Suite("ULIDs sort by time and never repeat")
struct ULIDTests {
    @Test("The text is the specification's")
    func text() {
        #expect(ULID(value: 0).description == "00000000000000000000000000")
        #expect(ULID(value: .max).description == "7ZZZZZZZZZZZZZZZZZZZZZZZZZ")
        #expect(ULID(milliseconds: 1_469_918_176_385, chance: 0).description == "01ARYZ6S410000000000000000")
        #expect(ULID(milliseconds: 1_469_918_176_385, chance: 31).milliseconds == 1_469_918_176_385)
    }

    @Test("Times that don't fit are brought to the nearest that does", arguments: [Int64.min, -1, 1 << 48, .max])
    func range(milliseconds: Int64) {
        let expected: Int64 = milliseconds < 0 ? 0 : 1 << 48 - 1
        #expect(ULID(milliseconds: milliseconds, chance: .max).milliseconds == expected)
    }

    @Test("Ids of one millisecond and of a clock set back still grow, as text too")
    func monotony() {
        var maker = ULIDMaker(Counter(number: 1))
        let times: [Int64] = [5_000, 5_000, 5_999, 4_000, 6_000, 6_000, 0]
        let made = times.map { maker.next(at: $0) }
        #expect(zip(made, made.dropFirst()).allSatisfy { $0 < $1 })
        #expect(made.map(\.description) == made.map(\.description).sorted())
        #expect(made[0].milliseconds == 5)
        #expect(made[4].milliseconds == 6)
    }

    @Test("The same seed gives the same ids, the system's chance others")
    func chance() {
        var first = ULIDMaker(Counter(number: 7))
        var second = ULIDMaker(Counter(number: 7))
        #expect(first.next(at: 1_000_000) == second.next(at: 1_000_000))
        var system = ULIDMaker()
        #expect(Set((0..<1_000).map { _ in system.next(at: 0) }).count == 1_000)
    }
}
