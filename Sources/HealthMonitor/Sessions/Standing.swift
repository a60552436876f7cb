import Bytes
package import Events

/// How a session stands, by what is known up to a point in time; says everything that verdict and code depend on, and costs nothing
/// to make, since every session is looked at once a second.
package enum Standing: Hashable, Sendable {
    /// No lifecycle event has told anything yet.
    case nothingKnown
    /// It is coming up, and not for long.
    case connecting
    /// A code waits for somebody to scan it.
    case waitingForScan
    /// It has been coming up for too long.
    case connectingForLong
    /// All is well.
    case connected
    /// It should be connected, and nothing comes.
    case silent
    /// It is connected, and its gateway says that something is wrong.
    case impaired(EventType)
    /// It is not connected.
    case down(EventType)

    /// The verdict.
    package var verdict: Verdict {
        switch self {
        case .connected: .ok
        case .nothingKnown, .connecting: .unknown
        case .waitingForScan, .connectingForLong, .silent, .impaired: .degraded
        case .down: .down
        }
    }

    /// The reason's code; nil where all is well.
    package var code: ReasonCode? {
        switch self {
        case .connected: nil
        case .nothingKnown: .noLifecycle
        case .connecting: .connecting
        case .waitingForScan: .waitingForScan
        case .connectingForLong: .connectingForLong
        case .silent: .silent
        case .impaired(let type), .down(let type): ReasonCode(of: type) ?? .disconnected
        }
    }
}
