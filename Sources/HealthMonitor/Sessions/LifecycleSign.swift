package import Bytes
package import Events

/// What health takes from one lifecycle event; views live as long as the record's bytes.
package struct LifecycleSign {
    /// The event's type.
    package var type: EventType
    /// When it happened.
    package var time: Moment
    /// Its `sessionepoch`.
    package var epoch: Int32 = 0
    /// Its `sequence`.
    package var sequence: UInt64?
    /// Whether an operator says so: never stale (contract §2, rule 2).
    package var isOperator = false
    /// `data.reason`.
    package var reason: ByteView?
    /// What else its data tells.
    package var facts = LifecycleFacts()
    /// With `id` what names the occurrence.
    package var source: ByteView
    /// The event's id.
    package var id: ByteView

    /// A sign.
    package init(
        _ type: EventType, time: Moment, epoch: Int32 = 0, sequence: UInt64? = nil, isOperator: Bool = false,
        reason: ByteView? = nil, facts: LifecycleFacts = LifecycleFacts(), source: ByteView, id: ByteView
    ) {
        self.type = type
        self.time = time
        self.epoch = epoch
        self.sequence = sequence
        self.isOperator = isOperator
        self.reason = reason
        self.facts = facts
        self.source = source
        self.id = id
    }

    /// Whether a code is shown that somebody must scan or type in. WAHA announces a QR code and leaves it to be fetched, so that its
    /// event can't be a `qr`: there the state says it.
    var isCode: Bool {
        switch type {
        case .sessionQR, .sessionPairingCode: true
        case .sessionStarting: facts.state.map { $0 == "SCAN_QR_CODE" } ?? false
        default: false
        }
    }

    /// The sign of a lifecycle event; nil for any other.
    init?(_ event: Event) {
        guard let type = event.type, case .lifecycle(let data) = event.data else { return nil }
        self.init(
            type, time: event.time, epoch: event.sessionEpoch, sequence: event.sequence, isOperator: event.isOperator,
            reason: data.reason, facts: data.facts, source: event.source, id: event.id)
    }
}
