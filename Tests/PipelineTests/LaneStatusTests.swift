import Testing

@testable import Pipeline

@Suite("What other threads see of a lane and of its partitions")
struct LaneStatusTests {
    @Test("A new connection is no success: the fault stays, with its age, until something was applied")
    func reconnects() {
        let status = LaneStatus()
        status.failed(Fault(sqlState: nil))
        #expect(!status.isConnected)
        status.reconnected()
        #expect(status.isConnected && status.fault != nil)
        let age = status.failing?.duration ?? .zero
        status.failed(Fault(sqlState: "42501"))
        #expect(status.isConnected && (status.failing?.duration ?? .zero) >= age)
        status.succeeded()
        #expect(status.fault == nil && status.failing == nil)
    }

    @Test("What an older claim noted goes, what a later one noted stays")
    func standings() {
        let (board, partition) = (PositionBoard(), PartitionID(topic: 0, partition: 3))
        board.set(partition, .init(logID: 1, epoch: 7, next: 5))
        board.remove(partition, epoch: 6, logID: 1)
        board.remove(partition, epoch: 7, logID: 2)
        #expect(board.all[partition]?.next == 5)
        board.remove(partition, epoch: 7, logID: 1)
        #expect(board.all.isEmpty)
    }
}
