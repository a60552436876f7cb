import Bytes
import Events
import Postgres

/// The rows of one attempt, table by table, in the format of COPY.
struct StatusRows: ~Copyable {
    var state = CopyBuffer()
    var instances = CopyBuffer()
    var sessions = CopyBuffer()
    private var seen = CopyBuffer()
    var events = CopyBuffer(capacity: 1 << 20)

    /// Forgets every row.
    mutating func removeAll() {
        state.removeAll()
        instances.removeAll()
        sessions.removeAll()
        seen.removeAll()
        events.removeAll()
    }

    /// Adds what a batch made of one instance.
    mutating func add(_ fold: InstanceFold, _ name: ByteView) {
        guard fold.applied else {
            guard let time = fold.lastSeen else { return }
            seen.beginRow(columns: 2)
            seen.text(name)
            seen.timestamptz(microseconds: time)
            // The rows of stale events tell the status that was read: where it was folded anew since, the batch starts again.
            if fold.hasEvents { addState(fold, name) }
            return
        }
        addState(fold, name)
        addInstance(fold, name)
        if fold.session.removesOld || fold.session.lastActivity != nil { addSession(fold, name) }
    }

    private mutating func addState(_ fold: InstanceFold, _ name: ByteView) {
        state.beginRow(columns: 10)
        state.text(name)
        state.int4(fold.epoch ?? 0)
        if let sequence = fold.sequence { state.int8(Int64(bitPattern: sequence)) } else { state.null() }
        state.bool(fold.isDeleted)
        state.bool(fold.hasSession)
        state.text(fold.status.word)
        state.text(fold.detail)
        state.text(fold.reason)
        state.timestamptz(microseconds: fold.lastSeen ?? fold.updatedAt)
        state.int8(fold.revision)
    }

    private mutating func addInstance(_ fold: InstanceFold, _ name: ByteView) {
        instances.beginRow(columns: 11)
        instances.text(name)
        instances.text(fold.status.word)
        let keepsQR = instances.change(fold.qr)
        let keepsPhone = instances.change(fold.phone)
        instances.timestamptz(microseconds: fold.firstTime)
        instances.timestamptz(microseconds: fold.updatedAt)
        instances.text(fold.detail)
        instances.text(fold.reason)
        instances.int4(fold.epoch ?? 0)
        instances.bool(keepsQR)
        instances.bool(keepsPhone)
    }

    private mutating func addSession(_ fold: InstanceFold, _ name: ByteView) {
        sessions.beginRow(columns: 6)
        sessions.text(name)
        sessions.bool(fold.session.removesOld)
        sessions.bool(fold.hasSession)
        sessions.text(fold.session.phone)
        if let data = fold.session.data { sessions.jsonb(data) } else { sessions.null() }
        if let time = fold.session.lastActivity { sessions.timestamptz(microseconds: time) } else { sessions.null() }
    }

    /// Adds the row of one lifecycle record.
    mutating func addEvent(_ item: StatusHandler.Judged, status: InstanceStatus, epoch: Int32) {
        events.beginRow(columns: 10)
        events.int2(item.record.logID)
        events.int4(item.record.partition)
        events.int8(item.record.offset)
        events.text(item.event.subject)
        events.text(item.event.typeName)
        events.text(status.word)
        events.text(item.kind.word)
        events.text(item.data.reason)
        events.int4(epoch)
        events.timestamptz(microseconds: item.event.time)
    }

    /// Adds the statements of the tables that have rows; the remembered state first, since its locks order all else.
    mutating func write(_ statements: StatusStatements, into script: inout Script) {
        if state.rowCount > 0 {
            script.copy("COPY zl_state FROM STDIN (FORMAT binary)", state.finish())
            script.copy("COPY zl_instances FROM STDIN (FORMAT binary)", instances.finish())
            script.sql(statements.writeState(rows: state.rowCount))
            statements.writeInstances.forEach { script.sql($0) }
        }
        if sessions.rowCount > 0 {
            script.copy("COPY zl_sessions FROM STDIN (FORMAT binary)", sessions.finish())
            statements.writeSessions.forEach { script.sql($0) }
        }
        if seen.rowCount > 0 {
            script.copy("COPY zl_seen FROM STDIN (FORMAT binary)", seen.finish())
            statements.writeSeen.forEach { script.sql($0) }
        }
        if events.rowCount > 0 { script.copy(statements.copyEvents, events.finish()) }
    }
}

extension CopyBuffer {
    /// Writes a column's change; whether the column stays as it is.
    fileprivate mutating func change(_ change: InstanceFold.Change) -> Bool {
        switch change {
        case .keep:
            null()
            return true
        case .set(let value):
            text(value)
            return false
        }
    }
}
