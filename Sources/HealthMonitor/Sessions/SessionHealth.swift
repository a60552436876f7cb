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
    /// The greatest time of a lifecycle event that applied: up to it all of them are known.
    package internal(set) var foldedAt: Moment = 0

    /// What its gateway says is wrong while it is connected; `limited` and `degraded` may both hold.
    package internal(set) var limited: Notice?
    package internal(set) var impaired: Notice?
    /// The last end that needs a person, until it has been connected again.
    package internal(set) var ending: Ending?
    /// What ended it so that only a person brings it back, as long as it is down since.
    package internal(set) var lastEnd: Ending?
    /// How often it went down.
    package internal(set) var flaps = FlapWatch()
    /// The codes that nobody scanned.
    package internal(set) var codes = CodeWatch()
    /// Whether the phase began in the middle of others that came and went, so that it is a verdict only once it lasts.
    package internal(set) var isPassing = false

    /// The greatest time of what WhatsApp gave.
    package internal(set) var lastTrafficAt: Moment?
    /// How much that usually is.
    package internal(set) var habit = Habit()
    /// How often its gateway says that it runs.
    package internal(set) var pulse = Pulse()
    /// Since when it is connected, short breaks left out, and when it was so last.
    package internal(set) var onlineSince: Moment?
    package internal(set) var phaseLeft: Moment = 0
    /// Before that nobody could see what it did.
    package internal(set) var watchedFrom: Moment = 0
    /// When a silence ended that is still its standing.
    package internal(set) var resumedAt: Moment?
    /// Whether it is traffic that is missed in that silence, so that a heartbeat doesn't end it.
    package internal(set) var isTrafficMissed = false

    /// What its message traffic tells.
    package internal(set) var traffic = SessionTraffic()

    /// What may call for a command, until it is decided that none will.
    package internal(set) var cause: ReconnectCause?
    /// What was asked for already.
    package internal(set) var plan = ReconnectPlan()
    /// The command that was asked for last.
    package internal(set) var lastCommand: ReconnectCommand?

    /// How it stood when it was judged last.
    package internal(set) var standing = Standing(.noLifecycle)
    /// When that verdict began.
    package internal(set) var since: Moment = 0

    /// A session that nothing is known of.
    package init() {}

    /// Folds a lifecycle event in; a stale one changes nothing at all.
    ///
    /// Its state is judged just before and at once, by what the lifecycle says up to its time: two events between two looks leave
    /// the same traces as two looks. What traffic says must wait, since other partitions may not be read that far.
    ///
    /// - returns: whether it applied.
    package mutating func apply(_ sign: LifecycleSign, now: Moment, rules: SessionRules = SessionRules()) -> Bool {
        guard !isStale(sign) else { return false }
        let time = min(sign.time, now)
        _ = settle(at: nil, state: max(time, foldedAt), rules)
        saw(time, .mention, now: now, rules: rules)
        foldedAt = max(foldedAt, time)
        let before = Before(self)
        advanceEpoch(sign)
        isDeleted = sign.type == .sessionDeleted
        move(sign, time, before)
        watch(sign, time, before, rules)
        noteOnline(time, from: before.phase, rules)
        noteCause(sign, time, before, rules)
        if isDeleted { forget() }
        _ = settle(at: nil, state: foldedAt, rules)
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
    private mutating func move(_ sign: LifecycleSign, _ time: Moment, _ before: Before) {
        let isFirst = before.epoch == nil
        if let next = SessionStatus(after: sign.type) {
            (status, detail, reason) = (next, sign.type, sign.reason.map(Self.text))
        } else if isFirst {
            (status, detail, reason) = (.disconnected, nil, nil)
        } else if status == .connected {
            (detail, reason) = (sign.type, sign.reason.map(Self.text))
        }
        if before.status != status || before.detail != detail || isFirst { stateSince = time }
        let next = phase(after: sign, before)
        if next != phase { (phase, phaseSince) = (next, time) }
    }

    private func phase(after sign: LifecycleSign, _ before: Before) -> Phase {
        guard let status = SessionStatus(after: sign.type) else { return phase }
        switch status {
        // WhatsApp Web that was loaded anew is authenticated once more, and ready a moment later.
        case .connecting where sign.type == .sessionAuthenticated && phase == .connected && epoch == before.epoch:
            return .connected
        case .connecting: return sign.isCode || sign.type == .sessionPasskey ? .scanning : .connecting
        case .connected: return .connected
        case .disconnected: return .down
        }
    }

    /// What was learned of a session that is gone says nothing of another one that gets its name.
    private mutating func forget() {
        (habit, pulse, flaps, plan) = (Habit(), Pulse(), FlapWatch(), ReconnectPlan())
        (traffic, lastTrafficAt, onlineSince, lastCommand) = (SessionTraffic(), nil, nil, nil)
    }
}
