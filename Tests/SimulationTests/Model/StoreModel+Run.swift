@testable import Pipeline

extension StoreModel {
    /// Does the next step of what `backend` was sent; whether it could.
    func run(_ backend: Backend) -> Bool {
        guard let statement = backend.statement, !backend.isDead, !backend.isStalled else { return false }
        if let until = backend.sleepsUntil, now < until { return false }
        if let refusal, backend.stage == 0 {
            finish(backend, .error(refusal))
            return true
        }
        if case .batch(let script) = statement, backend.stage == 0 || backend.stage == script.steps.count {
            if let code = randomFault() {
                fail(backend, code)
                return true
            }
            if backend.stage == 0 {
                backend.seen = contents.rows
            } else if backend.willStall {
                backend.isStalled = true
                return true
            }
        }
        let rows = statement.rows
        guard backend.stage < rows.count else { return complete(backend, statement) }
        return takeLock(rows[backend.stage], backend, statement)
    }

    private func takeLock(_ row: Int, _ backend: Backend, _ statement: Statement) -> Bool {
        if mutants.contains(.looksWithoutLock), case .batch(let script) = statement {
            if !advances(script.steps[backend.stage], backend.seen[row]) { return fence(backend) }
            backend.stage += 1
            return true
        }
        if let holder = holder(row), holder !== backend {
            guard let since = backend.waitsSince else {
                backend.waitsSince = now
                return true
            }
            guard now - since >= statement.lockTimeout else { return false }
            fail(backend, "55P03")
            return true
        }
        lock(row, for: backend)
        // Under the lock, the row is looked at as it is now: `advance` fails here, before any work was done.
        if case .batch(let script) = statement, !advances(script.steps[backend.stage], contents.rows[row]) {
            return fence(backend)
        }
        backend.stage += 1
        return true
    }

    private func fence(_ backend: Backend) -> Bool {
        fencings += 1
        fail(backend, "ZP001")
        return true
    }

    /// The condition of `zapline.advance`.
    private func advances(_ step: BatchScript.Step, _ row: StoredRow) -> Bool {
        (row.next == step.from || mutants.contains(.noFromCheck))
            && (row.epoch == step.epoch || mutants.contains(.noEpochCheck))
            && (!row.isHalted || mutants.contains(.haltedGoesOn)) && row.exists
    }

    func fail(_ backend: Backend, _ code: String, isUsersObject: Bool = false) {
        let closes = code.hasPrefix("57P") || code.hasPrefix("08")
        finish(backend, .error(code, isUsersObject: isUsersObject, closes: closes))
        if closes { terminate(backend, with: backend.isOrphan ? nil : code) }
    }

    /// When a step that waits for a lock gives up, the earliest of all.
    var nextDeadline: Int? {
        var earliest = downUntil
        for backend in backends {
            if backend.isBusy, let until = backend.sleepsUntil, until > now { earliest = min(earliest ?? .max, until) }
            guard backend.isBusy, let since = backend.waitsSince, let statement = backend.statement else { continue }
            earliest = min(earliest ?? .max, since + statement.lockTimeout)
        }
        return earliest
    }
}
