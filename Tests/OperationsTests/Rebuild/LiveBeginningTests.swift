import Testing

@testable import Operations

/// Where live began is what tells history that is gone from history that it never had.
@Suite("Where live began")
struct LiveBeginningTests {
    typealias Partition = StartFacts.Partition

    private static func messages(
        log: (Int64, Int64)?, live: Int64?, archive: (Int64, Int64)? = nil, life: Int16 = 1, first: Int64? = nil
    ) -> Partition {
        RebuildStartTests.messages(log: log, live: live, archive: archive, life: life, first: first)
    }

    static let cases: [(String, StartWish, [Partition], String, Bool)] = [
        (
            "live began before the archive's first", .earliest,
            [messages(log: (50, 90), live: 80, archive: (20, 85), first: 19)], "0@1 20 archive 50 80", true
        ),
        (
            "live began with the archive's first", .earliest,
            [messages(log: (50, 90), live: 80, archive: (20, 85), first: 20)], "0@1 20 archive 50 80", false
        ),
        (
            "live began with the log's first, and there is no archive", .earliest,
            [messages(log: (50, 90), live: 80, first: 50)], "0@1 50 log 50 80", false
        ),
        (
            "live began later than it could have: the earliest makes more of it", .earliest,
            [messages(log: (50, 90), live: 80, archive: (0, 85), first: 60)], "0@1 0 archive 50 80", false
        ),
        (
            "what is compared begins where live began", .live,
            [messages(log: (50, 90), live: 80, archive: (0, 85), first: 60)], "0@1 60 log 50 80", false
        ),
        (
            "in the archive as well", .live, [messages(log: (50, 90), live: 80, archive: (0, 85), first: 10)],
            "0@1 10 archive 50 80", false
        ),
        (
            "with the earliest where nobody knows where live began", .live,
            [messages(log: (50, 90), live: 80, archive: (0, 85))], "0@1 0 archive 50 80", false
        ),
        (
            "and where live began before it", .live,
            [messages(log: (50, 90), live: 80, archive: (20, 85), first: 0)], "0@1 20 archive 50 80", true
        ),
        (
            "in an older life too", .live,
            [
                messages(log: nil, live: 30, archive: (0, 30), first: 12),
                messages(log: (0, 9), live: 9, life: 2, first: 0),
            ], "0@1 12 archive - 30, 0@2 0 log 0 9", false
        ),
        (
            "an older life whose beginning was taken from the archive", .earliest,
            [
                messages(log: nil, live: 30, archive: (8, 30), first: 0),
                messages(log: (0, 9), live: 9, life: 2, first: 0),
            ], "0@1 8 archive - 30, 0@2 0 log 0 9", true
        ),
        (
            "an older life that live knew no longer than the archive", .earliest,
            [
                messages(log: nil, live: 30, archive: (8, 30), first: 8),
                messages(log: (0, 9), live: 9, life: 2, first: 0),
            ], "0@1 8 archive - 30, 0@2 0 log 0 9", false
        ),
    ]

    @Test("It decides what is late, and where a comparison begins", arguments: cases.indices)
    func resolves(_ index: Int) throws {
        let (name, wish, partitions, expected, isLate) = Self.cases[index]
        let start = try RebuildStartTests.resolve(wish, partitions)
        #expect(RebuildStartTests.shape(start) == expected, "\(name)")
        #expect(start.beginsLate == isLate, "\(name): \(start.lacks)")
    }

    @Test("What is gone is told from where live began on")
    func lacks() throws {
        let partition = Self.messages(log: (50, 90), live: 80, archive: (20, 85), first: 7)
        #expect(
            try RebuildStartTests.resolve(.earliest, [partition]).lacks.map(\.text)
                == ["records 7 to 19 of messages/0 are neither in the archive nor in the log"])
    }
}
