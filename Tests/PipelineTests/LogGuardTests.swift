import Testing

@testable import Pipeline

@Suite("A claimed row is compared with the broker's log before anything is fetched")
struct LogGuardTests {
    static func judge(
        next: Int64, anchor: Int64? = nil, low: Int64, high: Int64, from: String = "A", at: String = "A",
        halted: String? = nil
    ) -> Claim {
        let mark = anchor.map { Cursor.Anchor(offset: $0, timestamp: 1, hash: 2) }
        let claim = Claim(logID: 1, epoch: 3, next: next, anchor: mark, haltReason: halted)
        let row = OffsetStore.ClaimedRow(claim: claim, partition: 0, cluster: from)
        return LogGuard.judge(row, LogGuard.Bounds(low: low, high: high), cluster: at, topic: "t")
    }

    @Test("A stored offset inside the log, or at its end, goes on", arguments: [5, 7, 10] as [Int64])
    func inside(next: Int64) { #expect(Self.judge(next: next, low: 5, high: 10).haltReason == nil) }

    @Test("Records deleted before they were applied halt, with how many and from where")
    func retention() {
        let reason = Self.judge(next: 4, low: 9, high: 10).haltReason
        #expect(reason?.contains("5 records from offset 4") == true)
        #expect(reason?.contains("zapline offsets set") == true)
    }

    @Test("A log that ends below the stored offset halts")
    func truncated() {
        #expect(
            Self.judge(next: 11, low: 0, high: 10).haltReason?.contains("ends at 10, below the stored offset 11")
                == true)
    }

    @Test("Another cluster behind the same name halts, and names both")
    func cluster() {
        let reason = Self.judge(next: 5, low: 0, high: 10, from: "A", at: "B").haltReason
        #expect(reason?.contains("cluster A") == true && reason?.contains("B") == true)
    }

    @Test("An anchor that retention has deleted is not looked for; one that is there is")
    func anchor() {
        #expect(Self.judge(next: 5, anchor: 4, low: 5, high: 10).anchor == nil)
        #expect(Self.judge(next: 5, anchor: 4, low: 5, high: 10).haltReason == nil)
        #expect(Self.judge(next: 5, anchor: 4, low: 4, high: 10).anchor?.offset == 4)
        #expect(Self.judge(next: 5, anchor: 4, low: 4, high: 10).fetchOffset == 4)
    }

    @Test("A row that was halted before keeps its reason")
    func halted() { #expect(Self.judge(next: 5, low: 0, high: 10, halted: "earlier").haltReason == "earlier") }
}
