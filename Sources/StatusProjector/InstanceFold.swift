import Bytes
import Events

/// One instance in one batch: what is remembered of it, and what the batch's events change (contract §2).
///
/// A pure value; views live as long as the batch's arena.
struct InstanceFold {
    /// What becomes of a column.
    enum Change {
        case keep
        case set(ByteView?)
    }

    /// What becomes of the instance's row in `whatsapp_sessions`.
    struct SessionChange {
        /// The row that stood before the batch goes.
        var removesOld = false
        var phone: ByteView?
        var data: ByteView?
        var lastActivity: Int64?
    }

    // What is remembered.

    /// The highest epoch applied; nil until an event applied.
    var epoch: Int32?
    /// The highest sequence applied in that epoch.
    var sequence: UInt64?
    /// Whether the last applied event was `deleted`.
    var isDeleted = false
    var hasSession = false
    var status = InstanceStatus.disconnected
    var detail: ByteView?
    var reason: ByteView?
    /// Grows with each write of the remembered state.
    var revision: Int64 = 0

    // What the batch changes.

    var applied = false
    /// Whether there were lifecycle events at all, stale or not.
    var hasEvents = false
    /// The time of the first event that applied in this batch, which is the row's creation where there is none.
    var firstTime: Int64 = 0
    var updatedAt: Int64 = 0
    /// The greatest time of this batch's events, stale or not, and heartbeats.
    var lastSeen: Int64?
    var qr = Change.keep
    var phone = Change.keep
    var session = SessionChange()

    /// Takes a sign of life.
    mutating func saw(_ time: Int64) { lastSeen = max(time, lastSeen ?? time) }

    /// Folds a lifecycle event in; whether it applied. `status` is the instance's after it, either way.
    mutating func apply(_ event: Event, _ kind: EventType, _ data: LifecycleData) -> Bool {
        saw(event.time)
        hasEvents = true
        guard !isStale(event, kind) else { return false }
        if !applied { firstTime = event.time }
        applied = true
        updatedAt = event.time
        let isFirst = epoch == nil
        advanceEpoch(event)
        isDeleted = kind == .sessionDeleted
        setStatus(kind, data, isFirst: isFirst)
        setContact(kind, data)
        setSession(kind, data, event.time)
        return true
    }

    /// Rule 1; rule 2: an operator's event is never stale.
    private func isStale(_ event: Event, _ kind: EventType) -> Bool {
        guard !event.isOperator, let epoch else { return false }
        if event.sessionEpoch < epoch { return true }
        guard event.sessionEpoch == epoch else { return false }
        if let sequence, let own = event.sequence, own <= sequence { return true }
        return isDeleted && kind != .sessionCreated
    }

    private mutating func advanceEpoch(_ event: Event) {
        guard !event.isOperator else {
            epoch = epoch ?? 0
            return
        }
        if event.sessionEpoch == epoch {
            sequence = event.sequence ?? sequence
        } else {
            epoch = event.sessionEpoch
            sequence = event.sequence
        }
    }

    /// Rules 3 and 4.
    private mutating func setStatus(_ kind: EventType, _ data: LifecycleData, isFirst: Bool) {
        if let next = InstanceStatus(after: kind) {
            status = next
            detail = kind.word
            reason = data.reason
        } else if isFirst {
            status = .disconnected
            detail = nil
            reason = nil
        } else if status == .connected {
            detail = kind.word
            reason = data.reason
        }
    }

    private mutating func setContact(_ kind: EventType, _ data: LifecycleData) {
        switch kind {
        case .sessionQR: qr = .set(data.qr)
        case .sessionDegraded, .sessionLimited, .sessionHistorySync: break
        default: qr = .set(nil)
        }
        if kind == .sessionDeleted { phone = .set(nil) }
        if kind == .sessionConnected, let number = data.phoneNumber { phone = .set(number) }
    }

    private mutating func setSession(_ kind: EventType, _ data: LifecycleData, _ time: Int64) {
        if kind == .sessionDeleted {
            hasSession = false
            session = SessionChange(removesOld: true)
            return
        }
        if kind == .sessionAuthenticated || kind == .sessionConnected {
            hasSession = true
            session.phone = data.phoneNumber ?? session.phone
            session.data = data.session ?? session.data
        }
        if hasSession { session.lastActivity = max(time, session.lastActivity ?? time) }
    }
}
