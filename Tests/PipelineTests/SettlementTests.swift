import Testing

@testable import Pipeline

@Suite("A transaction whose answer is missing is settled by its offset row")
struct SettlementTests {
    let step = Advance(slot: 0, epoch: 7, from: 100, to: 150)

    @Test("Our epoch at the batch's end: it was committed")
    func committed() {
        #expect(Settlement(of: step, row: OffsetRow(epoch: 7, next: 150)) == .committed)
    }

    @Test("Our epoch at its start: it was not")
    func notCommitted() {
        #expect(Settlement(of: step, row: OffsetRow(epoch: 7, next: 100)) == .notCommitted)
    }

    @Test("Our epoch below its start: the database lost commits", arguments: [0, 1, 99] as [Int64])
    func commitsLost(next: Int64) {
        #expect(Settlement(of: step, row: OffsetRow(epoch: 7, next: next)) == .commitsLost)
    }

    @Test("Another's epoch, whatever the offset", arguments: [0, 100, 150, 900] as [Int64], [6, 8] as [Int64])
    func anothersEpoch(next: Int64, epoch: Int64) {
        #expect(Settlement(of: step, row: OffsetRow(epoch: epoch, next: next)) == .notOurs)
    }

    @Test("A row that is gone or halted is not ours to write")
    func goneOrHalted() {
        #expect(Settlement(of: step, row: nil) == .notOurs)
        #expect(Settlement(of: step, row: OffsetRow(epoch: 7, next: 100, isHalted: true)) == .notOurs)
    }

    @Test(
        "Beyond the end, or inside the batch, at our epoch: impossible, and said so",
        arguments: [101, 149, 151, 900] as [Int64])
    func impossible(next: Int64) {
        guard case .impossible(let reason) = Settlement(of: step, row: OffsetRow(epoch: 7, next: next)) else {
            Issue.record("an offset of \(next) was accepted")
            return
        }
        #expect(reason.contains("\(next)"))
    }
}
