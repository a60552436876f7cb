import Testing

@testable import Pipeline

@Suite("A lane takes each record of its partitions once, and none of others")
struct CursorTests {
    let anchor = Cursor.Anchor(offset: 9, timestamp: 1_000, hash: 77)

    @Test("A partition that is not ours gives nothing")
    func idle() {
        var cursor = Cursor()
        #expect(cursor.judge(0) == .drop)
        #expect(cursor.judge(900) == .drop)
        #expect(!cursor.isActive)
    }

    @Test("Records are taken in order, holes included, and never twice")
    func order() {
        var cursor = Cursor()
        cursor.begin(next: 10, anchor: nil)
        var verdicts: [Cursor.Verdict] = []
        for offset in [10, 11, 11, 10, 15, 12, 16] as [Int64] { verdicts.append(cursor.judge(offset)) }
        #expect(verdicts == [.take, .take, .drop, .drop, .take, .drop, .take])
        #expect(cursor.expected == 17)
    }

    @Test("The anchor is compared once, and is not applied again")
    func anchorIsCompared() {
        var cursor = Cursor()
        cursor.begin(next: 10, anchor: anchor)
        #expect(cursor.judge(9) == .compare(anchor))
        cursor.verified()
        #expect(cursor.judge(9) == .drop)
        #expect(cursor.judge(10) == .take)
    }

    @Test("Where the anchor's record is gone, the next one is taken")
    func anchorIsGone() {
        var cursor = Cursor()
        cursor.begin(next: 10, anchor: anchor)
        #expect(cursor.judge(12) == .take)
        #expect(cursor.judge(9) == .drop)
    }

    @Test("After the end nothing is taken until it begins again, at an earlier offset too")
    func restart() {
        var cursor = Cursor()
        cursor.begin(next: 10, anchor: nil)
        _ = cursor.judge(10)
        cursor.end()
        #expect(cursor.judge(11) == .drop)
        cursor.begin(next: 4, anchor: nil)
        #expect(cursor.judge(4) == .take)
        #expect(cursor.judge(11) == .take)
    }

    @Test("The end of the partition moves the position over control records, once")
    func end() {
        var cursor = Cursor()
        #expect(cursor.reachedEnd(at: 50) == false)
        cursor.begin(next: 10, anchor: nil)
        #expect(cursor.reachedEnd(at: 12) == true)
        #expect(cursor.reachedEnd(at: 12) == false)
        #expect(cursor.expected == 12)
        #expect(cursor.judge(11) == .drop)
        #expect(cursor.judge(12) == .take)
    }

    @Test("At the end of an empty rest, an anchor that never came is not waited for")
    func endWhileVerifying() {
        var cursor = Cursor()
        cursor.begin(next: 10, anchor: anchor)
        #expect(cursor.reachedEnd(at: 11) == true)
        #expect(cursor.judge(11) == .take)
    }
}
