import Bytes
package import Events

/// One session, as health knows it: a fold of its lifecycle in log order, and maxima of times of everything else.
///
/// ```
/// unknown ──lifecycle──▶ connecting ⇄ scanning ──▶ connected ──▶ down
///                             ▲____________________________________│
/// ```
/// Messages and heartbeats come on other partitions than the lifecycle, so nothing is concluded from their order: only the greatest
/// of their times counts. A pure value; time comes in as an argument.
package struct SessionHealth: Hashable, Sendable {
    /// What the timed rules go by.
    package enum Phase: String, Hashable, Sendable {
        case unknown, connecting, scanning, connected, down
    }

    /// The word that applications see; nil until a lifecycle event applied.
    package internal(set) var status: SessionStatus?
    /// The type of the lifecycle event that says it most exactly.
    package internal(set) var detail: EventType?
    /// What its gateway gave as the reason.
    package internal(set) var reason: String?
    /// When status or detail changed last.
    package internal(set) var stateSince: Moment = 0
    package internal(set) var phase = Phase.unknown
    /// When the phase began; a code that is shown anew doesn't begin it anew.
    package internal(set) var phaseSince: Moment = 0

    /// The highest epoch applied; nil until an event applied.
    package internal(set) var epoch: Int32?
    /// The highest sequence applied in that epoch.
    package internal(set) var sequence: UInt64?
    /// Whether the last applied event was `deleted`.
    package internal(set) var isDeleted = false

    /// The greatest time of anything that the session was heard of by.
    package internal(set) var lastEventAt: Moment?
    /// The greatest time of a message, in or out.
    package internal(set) var lastMessageAt: Moment?

    /// The disconnect that may call for a command, until that is decided.
    package internal(set) var cause: ReconnectCause?
    /// The command that was asked for last.
    package internal(set) var lastCommand: ReconnectCommand?

    /// How it stood when it was judged last.
    package internal(set) var standing = Standing.nothingKnown
    /// When that verdict began.
    package internal(set) var since: Moment = 0

    /// A session that nothing is known of.
    package init() {}

    /// Takes a sign of life that says nothing of the state.
    ///
    /// - parameter now: no evidence is from the future, whatever a gateway's clock says: it would hide a silence.
    package mutating func saw(_ time: Moment, isMessage: Bool, now: Moment) {
        let time = min(time, now)
        if since == 0 { since = time }
        lastEventAt = max(time, lastEventAt ?? time)
        if isMessage { lastMessageAt = max(time, lastMessageAt ?? time) }
    }

    /// Folds a lifecycle event in; a stale one changes nothing at all.
    ///
    /// It is judged at once, by what was known at its time: two events between two looks leave the same traces as two looks.
    ///
    /// - returns: whether it applied.
    package mutating func apply(_ sign: LifecycleSign, now: Moment, rules: SessionRules = SessionRules()) -> Bool {
        guard !isStale(sign) else { return false }
        let time = min(sign.time, now)
        saw(time, isMessage: false, now: now)
        let isFirst = epoch == nil
        advanceEpoch(sign)
        isDeleted = sign.type == .sessionDeleted
        move(sign, time, isFirst: isFirst)
        noteCause(sign, time)
        _ = settle(at: time, rules)
        return true
    }

    /// Contract §2, rules 1 and 2.
    private func isStale(_ sign: LifecycleSign) -> Bool {
        guard !sign.isOperator, let epoch else { return false }
        if sign.epoch < epoch { return true }
        guard sign.epoch == epoch else { return false }
        if let sequence, let own = sign.sequence, own <= sequence { return true }
        return isDeleted && sign.type != .sessionCreated
    }

    private mutating func advanceEpoch(_ sign: LifecycleSign) {
        guard !sign.isOperator else {
            epoch = epoch ?? 0
            return
        }
        sequence = sign.epoch == epoch ? sign.sequence ?? sequence : sign.sequence
        epoch = sign.epoch
    }

    /// Contract §2, rules 3 and 4; what stays as it was keeps its time.
    private mutating func move(_ sign: LifecycleSign, _ time: Moment, isFirst: Bool) {
        let before = (status, detail)
        if let next = SessionStatus(after: sign.type) {
            (status, detail, reason) = (next, sign.type, sign.reason.map(Self.text))
        } else if isFirst {
            (status, detail, reason) = (.disconnected, nil, nil)
        } else if status == .connected {
            (detail, reason) = (sign.type, sign.reason.map(Self.text))
        }
        if before != (status, detail) || isFirst { stateSince = time }
        let next = currentPhase
        if next != phase { (phase, phaseSince) = (next, time) }
    }

    private var currentPhase: Phase {
        guard let status, let detail else { return .unknown }
        switch (status, detail) {
        case (.connecting, .sessionQR), (.connecting, .sessionPairingCode), (.connecting, .sessionPasskey):
            return .scanning
        case (.connecting, _): return .connecting
        case (.connected, _): return .connected
        case (.disconnected, _): return .down
        }
    }

    /// A disconnect that may call for a command is kept until it is decided; what brings the session back, or ends it for good,
    /// settles the matter. One that follows while the first is open is the same outage.
    private mutating func noteCause(_ sign: LifecycleSign, _ time: Moment) {
        if ReconnectPolicy.isCause(sign.type, reason: sign.reason) {
            cause =
                cause
                ?? ReconnectCause(
                    source: Self.text(sign.source), id: Self.text(sign.id), time: time, reason: reason ?? "")
        } else if SessionStatus(after: sign.type) != nil, sign.type != .sessionDisconnected {
            cause = nil
        }
    }

    /// The text without U+0000, which no `jsonb` holds.
    private static func text(_ view: ByteView) -> String {
        let text = view.string
        return text.utf8.contains(0)
            ? text.split(separator: "\0", omittingEmptySubsequences: false).joined(separator: "\u{FFFD}") : text
    }
}
