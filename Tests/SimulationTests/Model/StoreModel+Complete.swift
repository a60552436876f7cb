@testable import Pipeline

extension StoreModel {
    /// All rows are locked: does what the statement is about.
    func complete(_ backend: Backend, _ statement: Statement) -> Bool {
        switch statement {
        case .batch(let script): return complete(script, backend)
        case .claim(let partitions, let starts, let cluster): claim(partitions, starts, cluster, backend)
        case .settle(let partitions): finish(backend, .rows(read(partitions)))
        case .halt(let partition, let epoch, let reason, let retries):
            if contents.rows[partition].epoch == epoch {
                commit(synchronously: true) {
                    $0.rows[partition].haltReason = reason
                    $0.rows[partition].haltRetries = retries
                }
            }
            finish(backend, .done)
        case .endHolders(let partitions):
            for holder in partitions.compactMap(holder) where holder !== backend { terminate(holder, with: "57P01") }
            finish(backend, .done)
        case .read: finish(backend, .standing(current))
        }
        return true
    }

    private func read(_ partitions: [Int]) -> [Int: OffsetRow] {
        var rows: [Int: OffsetRow] = [:]
        for partition in partitions where contents.rows[partition].exists {
            let row = contents.rows[partition]
            rows[partition] = OffsetRow(epoch: row.epoch, next: row.next, isHalted: row.isHalted)
        }
        return rows
    }

    private var current: [Int: PositionCheck.Row] {
        var rows: [Int: PositionCheck.Row] = [:]
        for (partition, row) in contents.rows.enumerated() where row.exists {
            rows[partition] = PositionCheck.Row(
                logID: 1, epoch: row.epoch, next: row.next, isHalted: row.haltReason != nil)
        }
        return rows
    }

    // MARK: - Batches

    private func complete(_ script: BatchScript, _ backend: Backend) -> Bool {
        if backend.stage == script.steps.count {
            if let (code, isUsersObject) = refusalOfData(script) {
                fail(backend, code, isUsersObject: isUsersObject)
            } else {
                // The data is in: between here and the commit, anything can happen still.
                backend.stage += 1
            }
            return true
        }
        if !script.isProbe { commit(script) }
        finish(backend, .done)
        return true
    }

    /// The first record that can't be written decides.
    private func refusalOfData(_ script: BatchScript) -> (String, Bool)? {
        for record in script.effects {
            switch record.kind {
            case .refused(let code): return (code, false)
            case .cursed(let code, let isUsersObject) where !isCured: return (code, isUsersObject)
            default: break
            }
        }
        return nil
    }

    private func commit(_ script: BatchScript) {
        let before = contents.rows
        commit(synchronously: false) { contents in
            for step in script.steps { Self.advance(&contents.rows[step.partition], step) }
            for record in script.effects { contents.effects[record.partition].append(record.id) }
            for record in script.letters { contents.letters[record.partition].append(record.id) }
        }
        committed(script, before)
    }

    private static func advance(_ row: inout StoredRow, _ step: BatchScript.Step) {
        row.next = step.to
        row.anchor = step.anchor ?? row.anchor
        (row.haltReason, row.haltRetries) = (nil, false)
    }

    /// For mutants: a part of a batch that commits by itself.
    func commitAlone(effects: [LogRecord] = [], letters: [LogRecord] = []) {
        guard !effects.isEmpty || !letters.isEmpty else { return }
        commit(synchronously: false) { contents in
            for record in effects { contents.effects[record.partition].append(record.id) }
            for record in letters { contents.letters[record.partition].append(record.id) }
        }
    }

    // MARK: - Claims

    private func claim(_ partitions: [Int], _ starts: [Int64], _ cluster: String, _ backend: Backend) {
        var claimed: [ClaimedPartition] = []
        commit(synchronously: !mutants.contains(.claimNotFlushed)) { contents in
            let known = contents.cluster ?? cluster
            contents.cluster = known
            for (place, partition) in partitions.enumerated() {
                Self.claim(&contents.rows[partition], start: starts[place], mutants)
                claimed.append(answer(partition, contents.rows[partition], known))
            }
        }
        finish(backend, .claimed(claimed))
    }

    private static func claim(_ row: inout StoredRow, start: Int64, _ mutants: Mutants) {
        if !row.exists { row = StoredRow(exists: true, next: start, start: start) }
        if !mutants.contains(.claimKeepsEpoch) || row.epoch == 0 { row.epoch += 1 }
    }

    private func answer(_ partition: Int, _ row: StoredRow, _ cluster: String) -> ClaimedPartition {
        var claim = Claim(
            logID: 1, epoch: row.epoch, next: row.next, anchor: row.anchor,
            haltReason: row.isHalted ? row.haltReason : nil)
        claim.isHaltedByRow = claim.haltReason != nil
        return ClaimedPartition(
            partition: partition,
            row: OffsetStore.ClaimedRow(claim: claim, partition: Int32(partition), cluster: cluster),
            claim: nextClaim(of: partition))
    }
}
