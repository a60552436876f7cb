package import Events

/// The three words that applications see of a session (contract §2).
package enum SessionStatus: String, Hashable, Sendable {
    case connected, connecting, disconnected

    /// What an applied event of this type makes of the status; nil leaves it.
    package init?(after type: EventType) {
        switch type {
        case .sessionCreated, .sessionStarting, .sessionQR, .sessionPairingCode, .sessionPasskey, .sessionAuthenticated:
            self = .connecting
        case .sessionConnected: self = .connected
        case .sessionDisconnected, .sessionReplaced, .sessionLoggedOut, .sessionBanned, .sessionOutdated,
            .sessionFailed,
            .sessionStopped, .sessionDeleted:
            self = .disconnected
        default: return nil
        }
    }
}
