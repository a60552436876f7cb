extension ReasonCode {
    /// What it means, what to look at, what to run.
    package var runbook: RunbookEntry {
        switch self {
        case .noLifecycle: .noLifecycle
        case .connecting: .connecting
        case .waitingForScan: .waitingForScan
        case .connectingForLong: .connectingForLong
        case .degraded: .degraded
        case .limited: .limited
        case .disconnected: .disconnected
        case .replaced: .replaced
        case .loggedOut: .loggedOut
        case .banned: .banned
        case .outdated: .outdated
        case .failed: .failed
        case .stopped: .stopped
        case .deleted: .deleted
        case .silent: .silent
        case .flapping: .flapping
        case .codesUnanswered: .codesUnanswered
        case .pending: .pending
        case .slowAcks: .slowAcks
        case .failing: .failing
        case .sequenceGap: .sequenceGap
        case .unwatched: .unwatched
        case .unclaimed: .unclaimed
        case .halted: .halted
        case .noEndOffset: .noEndOffset
        case .recordsLost: .recordsLost
        case .lagging: .lagging
        case .fallingBehind: .fallingBehind
        case .stalled: .stalled
        case .deadLetters: .deadLetters
        case .noPartitions: .noPartitions
        case .broker: .broker
        case .database: .database
        case .canaryLate: .canaryLate
        case .canaryLost: .canaryLost
        case .diskSpace: .diskSpace
        case .connections: .connections
        case .clockSkew: .clockSkew
        case .catchingUp: .catchingUp
        case .behind: .behind
        case .noHeartbeat: .noHeartbeat
        }
    }
}
