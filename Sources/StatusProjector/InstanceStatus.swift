import Bytes
import Events

/// What applications see of an instance in one word.
enum InstanceStatus: Hashable, Sendable {
    case connected, connecting, disconnected

    /// The word, as the table has it.
    var word: StaticString {
        switch self {
        case .connected: "connected"
        case .connecting: "connecting"
        case .disconnected: "disconnected"
        }
    }

    /// A word that the table has; nil for another one.
    init?(_ word: ByteView) {
        switch word {
        case _ where word == "connected": self = .connected
        case _ where word == "connecting": self = .connecting
        case _ where word == "disconnected": self = .disconnected
        default: return nil
        }
    }
}

extension InstanceStatus {
    /// What an applied event of this type makes of the status; nil leaves it (contract §2, the table).
    init?(after type: EventType) {
        switch type {
        case .sessionCreated, .sessionStarting, .sessionQR, .sessionPairingCode, .sessionPasskey, .sessionAuthenticated:
            self = .connecting
        case .sessionConnected: self = .connected
        case .sessionDisconnected, .sessionReplaced, .sessionLoggedOut, .sessionBanned, .sessionOutdated,
            .sessionFailed, .sessionStopped, .sessionDeleted:
            self = .disconnected
        default: return nil
        }
    }
}
