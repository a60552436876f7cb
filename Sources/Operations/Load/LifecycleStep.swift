/// A step in a session's life, with the reason that goes with it.
package enum LifecycleStep: Hashable, Sendable {
    case created, starting, qr(UInt64), authenticated, connected
    case degraded, historySync, limited
    case disconnected, replaced, loggedOut, banned, failed, stopped, deleted

    /// The event's type.
    var type: String {
        switch self {
        case .created: "whatsapp.session.created"
        case .starting: "whatsapp.session.starting"
        case .qr: "whatsapp.session.qr"
        case .authenticated: "whatsapp.session.authenticated"
        case .connected: "whatsapp.session.connected"
        case .degraded: "whatsapp.session.degraded"
        case .historySync: "whatsapp.session.history_sync"
        case .limited: "whatsapp.session.limited"
        case .disconnected: "whatsapp.session.disconnected"
        case .replaced: "whatsapp.session.replaced"
        case .loggedOut: "whatsapp.session.logged_out"
        case .banned: "whatsapp.session.banned"
        case .failed: "whatsapp.session.failed"
        case .stopped: "whatsapp.session.stopped"
        case .deleted: "whatsapp.session.deleted"
        }
    }

    /// Why, where a reason belongs to the step.
    var reason: String? {
        switch self {
        case .created, .starting, .qr, .authenticated, .connected, .historySync: nil
        case .degraded: "TIMEOUT"
        case .limited: "463"
        case .disconnected: "NAVIGATION"
        case .replaced: "CONFLICT"
        case .loggedOut: "LOGOUT"
        case .banned: "403"
        case .failed: "auth failure"
        case .stopped: "stopped by its owner"
        case .deleted: "deleted by its owner"
        }
    }
}

/// Where a session stands, as far as its next step depends on it.
struct SessionState: Hashable, Sendable {
    /// The last step; nil: it was never made.
    private(set) var last: LifecycleStep?
    /// Whether a telephone is paired, so that no QR code is needed.
    private var isPaired = false

    /// Whether messages come and go.
    var isUp: Bool {
        switch last {
        case .connected, .degraded, .historySync, .limited: true
        default: false
        }
    }

    /// Takes the next step.
    mutating func advance(_ chance: inout SplitMix64) -> LifecycleStep {
        let step = next(&chance)
        last = step
        switch step {
        case .authenticated: isPaired = true
        case .loggedOut, .deleted, .banned: isPaired = false
        default: break
        }
        return step
    }

    private func next(_ chance: inout SplitMix64) -> LifecycleStep {
        switch last {
        case nil, .deleted: .created
        case .created: .starting
        case .starting: isPaired ? .authenticated : .qr(chance.next())
        case .qr: chance.permille(300) ? .qr(chance.next()) : .authenticated
        case .authenticated: .connected
        case .degraded, .limited, .historySync: chance.permille(800) ? .connected : .disconnected
        case .connected: Self.change(&chance)
        case .disconnected, .replaced, .loggedOut, .banned, .failed, .stopped:
            chance.permille(30) ? .deleted : .starting
        }
    }

    /// What becomes of a session that works: mostly nothing bad.
    private static func change(_ chance: inout SplitMix64) -> LifecycleStep {
        switch chance.below(100) {
        case 0..<30: .degraded
        case 30..<45: .historySync
        case 45..<50: .limited
        case 50..<84: .disconnected
        case 84..<88: .replaced
        case 88..<93: .loggedOut
        case 93..<94: .banned
        case 94..<96: .failed
        default: .stopped
        }
    }
}
