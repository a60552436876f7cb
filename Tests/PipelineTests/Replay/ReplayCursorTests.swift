import Pipeline
import Testing

@Suite("Which records a replay takes")
struct ReplayCursorTests {
    private static let witness = Cursor.Anchor(offset: 12, timestamp: 5, hash: 7)

    @Test("Nothing at the limit or behind it is taken, and the position comes to stand at the limit")
    func limit() {
        var cursor = Cursor()
        cursor.begin(next: 3, anchor: nil, limit: 6)
        #expect(cursor.judge(3) == .take)
        // 4 and 5 are holes.
        #expect(cursor.judge(6) == .beyond)
        #expect(cursor.reachedLimit() == 6)
        #expect(cursor.expected == 6)
        #expect(cursor.judge(7) == .beyond)
        #expect(cursor.reachedLimit() == nil)
    }

    @Test("The partition's end counts up to the limit")
    func end() {
        var cursor = Cursor()
        cursor.begin(next: 3, anchor: nil, limit: 6)
        let moved = cursor.reachedEnd(at: 9)
        #expect(moved)
        #expect(cursor.expected == 6)
        let again = cursor.reachedEnd(at: 10)
        #expect(!again)
    }

    @Test("An end before the limit is an end before the limit")
    func shortEnd() {
        var cursor = Cursor()
        cursor.begin(next: 3, anchor: nil, limit: 6)
        let moved = cursor.reachedEnd(at: 5)
        #expect(moved)
        #expect(cursor.expected == 5)
        #expect(cursor.judge(5) == .take)
        #expect(cursor.judge(6) == .beyond)
    }

    @Test("The record that the archive has as well is compared, once, and taken")
    func witnessed() {
        var cursor = Cursor()
        cursor.begin(next: 10, anchor: nil, limit: 20, witness: Self.witness)
        #expect(cursor.judge(10) == .take)
        #expect(cursor.judge(12) == .takeAndCompare(Self.witness))
        #expect(cursor.judge(12) == .drop)
        #expect(cursor.judge(13) == .take)
    }

    @Test("A record behind the one that the archive has tells that the log lacks it")
    func lacking() {
        var cursor = Cursor()
        cursor.begin(next: 10, anchor: nil, limit: 20, witness: Self.witness)
        #expect(cursor.judge(13) == .lacks(Self.witness))
    }

    @Test("What the archive has is taken in order, below the limit, and the log goes on behind it")
    func archived() {
        var cursor = Cursor()
        cursor.begin(next: 0, anchor: nil, limit: 20, witness: Self.witness)
        let taken = [0, 1, 4, 4, 2, 20].map { cursor.takeArchived($0) }
        #expect(taken == [true, true, true, false, false, false])
        let moved = cursor.reachedEnd(at: 10)
        #expect(moved)
        #expect(cursor.judge(9) == .drop)
        #expect(cursor.judge(11) == .take)
        #expect(cursor.judge(12) == .takeAndCompare(Self.witness))
    }

    @Test("A partition that was let go of takes nothing from the archive either")
    func idle() {
        var cursor = Cursor()
        let taken = cursor.takeArchived(0)
        #expect(!taken)
    }

    @Test("The log is read from where it begins, whatever the archive has before it")
    func fetchOffset() {
        var claim = Claim(logID: 1, epoch: 1, next: 3, anchor: Self.witness)
        #expect(claim.fetchOffset == 12)
        claim.fetchFrom = 9
        #expect(claim.fetchOffset == 9)
    }
}
