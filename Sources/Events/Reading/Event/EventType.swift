package import Bytes

/// Every type of event that this version knows (design: CloudEvents' `type`).
package enum EventType: UInt8, CaseIterable, Sendable {
    case sessionCreated, sessionStarting, sessionQR, sessionPairingCode, sessionPasskey, sessionAuthenticated
    case sessionConnected, sessionDegraded, sessionDisconnected, sessionReplaced, sessionLoggedOut, sessionBanned
    case sessionOutdated, sessionFailed, sessionStopped, sessionDeleted, sessionHistorySync, sessionLimited
    case sessionHeartbeat
    case messageReceived, messageSent, messageStatus, messageEdited, messageRevoked, messageDeleted, messageReaction
    case messageUndecryptable, pollVote, contactUpdated, chatUpdated, groupUpdated, groupParticipants, callReceived
    case healthSession, healthConsumer, healthPipeline, healthMonitor
    case commandReconnect
    case canary

    /// Which topic's business a type is.
    package enum Family: Sendable { case lifecycle, heartbeat, message, health, command, canary }

    /// The family: the topic that carries the type, but for the canary, which travels with the messages.
    package var family: Family {
        switch self {
        case .sessionHeartbeat: .heartbeat
        case .healthSession, .healthConsumer, .healthPipeline, .healthMonitor: .health
        case .commandReconnect: .command
        case .canary: .canary
        case _ where rawValue < Self.sessionHeartbeat.rawValue: .lifecycle
        default: .message
        }
    }

    /// The last word of the name, which for a lifecycle event is the `detail` of its row.
    package var word: ByteView {
        let name = ByteView(name)
        var start = name.count
        while start > 0, name[start - 1] != UInt8(ascii: ".") { start -= 1 }
        return name.slice(from: start, count: name.count)
    }
}
