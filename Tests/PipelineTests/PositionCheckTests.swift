import Testing

@testable import Pipeline

@Suite("What lanes know of idle partitions is compared with the rows")
struct PositionCheckTests {
    static func row(_ epoch: Int64, _ next: Int64, log: Int16 = 1, isHalted: Bool = false) -> PositionCheck.Row {
        PositionCheck.Row(logID: log, epoch: epoch, next: next, isHalted: isHalted)
    }

    @Test("A row that agrees, or that a commit under way moved on, is left alone")
    func agrees() {
        #expect(PositionCheck.judge(logID: 1, epoch: 4, next: 10, row: Self.row(4, 10)) == nil)
        #expect(PositionCheck.judge(logID: 1, epoch: 4, next: 10, row: Self.row(4, 12)) == nil)
    }

    @Test("A row below what was committed tells of commits that the database lost")
    func lost() {
        #expect(
            PositionCheck.judge(logID: 1, epoch: 4, next: 10, row: Self.row(4, 9)) == .reclaim(epoch: 4, .commitsLost))
    }

    @Test("Another epoch, another life of the topic, or no row: it is not ours as we know it")
    func notOurs() {
        let fenced = PositionCheck.Finding.reclaim(epoch: 4, .fenced)
        #expect(PositionCheck.judge(logID: 1, epoch: 4, next: 10, row: Self.row(5, 10)) == fenced)
        #expect(PositionCheck.judge(logID: 1, epoch: 4, next: 10, row: Self.row(4, 10, log: 2)) == fenced)
        #expect(PositionCheck.judge(logID: 1, epoch: 4, next: 10, row: nil) == fenced)
    }

    @Test("A halt that was lifted, moved or given a row is tried again at once; one that stands is not")
    func halted() {
        func judged(_ row: PositionCheck.Row?) -> PositionCheck.Finding? {
            PositionCheck.judgeHalted(logID: 1, epoch: 4, row: row)
        }
        #expect(judged(Self.row(4, 10, isHalted: true)) == nil)
        #expect(judged(nil) == nil)
        #expect(judged(Self.row(4, 10)) == .retry)
        #expect(judged(Self.row(5, 10, isHalted: true)) == .retry)
        #expect(judged(Self.row(4, 10, log: 2, isHalted: true)) == .retry)
    }
}
