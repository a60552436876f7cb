/// The fold of one instance's events in log order: contract §2, rule by rule.
struct Instance {
    /// A row of `whatsapp_instances`, but for its name and `last_seen_at`.
    struct Row {
        var status: InstanceStatus
        var detail: Text?
        var reason: Text?
        var qr: Text?
        var phoneNumber: Text?
        let createdAt: Moment
        var updatedAt: Moment
    }

    /// A row of `whatsapp_sessions`, but for its name.
    struct Session {
        var phoneNumber: Text?
        var data: Text?
        var lastActivity: Moment
    }

    /// nil until an event applies: a heartbeat makes no row.
    private(set) var row: Row?
    private(set) var session: Session?
    /// The highest applied epoch; 0 before any.
    private(set) var epoch: Int64 = 0
    private(set) var lastSeen: Moment?
    /// The highest sequence applied in `epoch`.
    private var sequence: UInt64?
    private var lastAppliedIsDeleted = false

    /// Rule 5: "the greatest time of all the instance's events and heartbeats, stale or not".
    mutating func see(_ time: Moment) {
        lastSeen = max(lastSeen ?? time, time)
    }

    /// Folds the next event of the log.
    mutating func fold(_ event: LifecycleEvent) {
        see(event.envelope.time)
        guard !isStale(event) else { return }
        applyEpoch(event.envelope)
        applyRow(event)
        applySession(event)
        lastAppliedIsDeleted = event.word == .deleted
    }

    /// Rules 1 and 2. Where nothing has applied yet, nothing is stale.
    private func isStale(_ event: LifecycleEvent) -> Bool {
        let envelope = event.envelope
        guard row != nil, !envelope.isOperator else { return false }
        if envelope.sessionEpoch != epoch { return envelope.sessionEpoch < epoch }
        if let given = envelope.sequence, let highest = sequence, given <= highest { return true }
        return lastAppliedIsDeleted && event.word != .created
    }

    /// An operator's event "has the highest applied epoch, and its own epoch and sequence are not read".
    private mutating func applyEpoch(_ envelope: Envelope) {
        guard !envelope.isOperator else { return }
        if envelope.sessionEpoch != epoch { sequence = nil }
        epoch = envelope.sessionEpoch
        sequence = envelope.sequence ?? sequence
    }

    /// Rules 3 and 4.
    private mutating func applyRow(_ event: LifecycleEvent) {
        let time = event.envelope.time
        var row =
            row
            ?? Row(
                status: .disconnected, detail: nil, reason: nil, qr: nil, phoneNumber: nil, createdAt: time,
                updatedAt: time)
        row.updatedAt = time
        if let status = event.word.status {
            row.status = status
            row.detail = Text(event.word.rawValue)
            row.reason = event.reason
            row.qr = event.qr
        } else if row.status == .connected {
            row.detail = Text(event.word.rawValue)
            row.reason = event.reason
        }
        row.phoneNumber = event.word == .deleted ? nil : event.phoneNumber ?? row.phoneNumber
        self.row = row
    }

    /// "Made by the first `authenticated` or `connected` that applies (again after a `deleted`)."
    private mutating func applySession(_ event: LifecycleEvent) {
        if event.word == .deleted { session = nil }
        if session == nil, event.word == .authenticated || event.word == .connected {
            session = Session(phoneNumber: nil, data: nil, lastActivity: event.envelope.time)
        }
        guard var session else { return }
        session.phoneNumber = event.phoneNumber ?? session.phoneNumber
        session.data = event.session ?? session.data
        session.lastActivity = max(session.lastActivity, event.envelope.time)
        self.session = session
    }
}
