import Bytes
import Postgres

extension StatusHandler {
    /// Starts the folds from what is remembered; signs of life of this batch that are there already stay.
    func remember(_ found: QueryResult) {
        for row in 0..<found.rowCount {
            guard let name = found[row, 0] else { continue }
            var fold = InstanceFold()
            let key = arena.copy(name)
            fold.lastSeen = folds[key]?.lastSeen
            fold.epoch = found.integer(row, 1).map { Int32(clamping: $0) }
            fold.sequence = found.integer(row, 2).map { UInt64(bitPattern: $0) }
            fold.isDeleted = found.bool(row, 3) ?? false
            fold.hasSession = found.bool(row, 4) ?? false
            fold.status = found[row, 5].flatMap { InstanceStatus(arena.copy($0)) } ?? .disconnected
            fold.detail = found[row, 6].map { arena.copy($0) }
            fold.reason = found[row, 7].map { arena.copy($0) }
            fold.revision = found.integer(row, 8) ?? 0
            folds[key] = fold
        }
    }
}
