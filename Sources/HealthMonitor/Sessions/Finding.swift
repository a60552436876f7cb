import Events

/// What can be found out about a session, the gravest first: the order in which its reasons are given.
///
/// Each is one bit of a `Standing`, so that looking at ten thousand sessions twice a second allocates nothing; the words for people
/// are made only where somebody is told.
package enum Finding: UInt8, Hashable, Sendable, CaseIterable {
    // Down: nothing goes in or out.
    case banned, loggedOut, replaced, outdated, failed, deleted, stopped, disconnected
    // Degraded: it may work, or it seems to.
    case codesUnanswered, silent, limited, degraded, failing, pending, slowAcks, sequenceGap, flapping, waitingForScan,
        connectingForLong
    // Nobody can tell.
    case noLifecycle, connecting

    /// The code that it has on the topic.
    package var code: ReasonCode {
        switch self {
        case .banned: .banned
        case .loggedOut: .loggedOut
        case .replaced: .replaced
        case .outdated: .outdated
        case .failed: .failed
        case .deleted: .deleted
        case .stopped: .stopped
        case .disconnected: .disconnected
        case .codesUnanswered: .codesUnanswered
        case .silent: .silent
        case .limited: .limited
        case .degraded: .degraded
        case .failing: .failing
        case .pending: .pending
        case .slowAcks: .slowAcks
        case .sequenceGap: .sequenceGap
        case .flapping: .flapping
        case .waitingForScan: .waitingForScan
        case .connectingForLong: .connectingForLong
        case .noLifecycle: .noLifecycle
        case .connecting: .connecting
        }
    }

    /// The verdict that it alone leads to.
    package var verdict: Verdict {
        switch self {
        case .banned, .loggedOut, .replaced, .outdated, .failed, .deleted, .stopped, .disconnected: .down
        case .noLifecycle, .connecting: .unknown
        default: .degraded
        }
    }
}

extension Finding {
    /// What a lifecycle event of this type leaves a session in.
    init(_ type: EventType) {
        switch type {
        case .sessionBanned: self = .banned
        case .sessionLoggedOut: self = .loggedOut
        case .sessionReplaced: self = .replaced
        case .sessionOutdated: self = .outdated
        case .sessionFailed: self = .failed
        case .sessionStopped: self = .stopped
        case .sessionDeleted: self = .deleted
        default: self = .disconnected
        }
    }
}
