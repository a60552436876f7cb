package import Bytes

extension EventType {
    /// What every type of the contract begins with; an unknown one that does so is none of ours and no fault.
    package static var prefix: StaticString { "whatsapp." }

    /// The type's name on the wire.
    package var name: StaticString {
        switch self {
        case .sessionCreated: "whatsapp.session.created"
        case .sessionStarting: "whatsapp.session.starting"
        case .sessionQR: "whatsapp.session.qr"
        case .sessionPairingCode: "whatsapp.session.pairing_code"
        case .sessionPasskey: "whatsapp.session.passkey"
        case .sessionAuthenticated: "whatsapp.session.authenticated"
        case .sessionConnected: "whatsapp.session.connected"
        case .sessionDegraded: "whatsapp.session.degraded"
        case .sessionDisconnected: "whatsapp.session.disconnected"
        case .sessionReplaced: "whatsapp.session.replaced"
        case .sessionLoggedOut: "whatsapp.session.logged_out"
        case .sessionBanned: "whatsapp.session.banned"
        case .sessionOutdated: "whatsapp.session.outdated"
        case .sessionFailed: "whatsapp.session.failed"
        case .sessionStopped: "whatsapp.session.stopped"
        case .sessionDeleted: "whatsapp.session.deleted"
        case .sessionHistorySync: "whatsapp.session.history_sync"
        case .sessionLimited: "whatsapp.session.limited"
        case .sessionHeartbeat: "whatsapp.session.heartbeat"
        case .messageReceived: "whatsapp.message.received"
        case .messageSent: "whatsapp.message.sent"
        case .messageStatus: "whatsapp.message.status"
        case .messageEdited: "whatsapp.message.edited"
        case .messageRevoked: "whatsapp.message.revoked"
        case .messageDeleted: "whatsapp.message.deleted"
        case .messageReaction: "whatsapp.message.reaction"
        case .messageUndecryptable: "whatsapp.message.undecryptable"
        case .pollVote: "whatsapp.poll.vote"
        case .contactUpdated: "whatsapp.contact.updated"
        case .chatUpdated: "whatsapp.chat.updated"
        case .groupUpdated: "whatsapp.group.updated"
        case .groupParticipants: "whatsapp.group.participants"
        case .callReceived: "whatsapp.call.received"
        case .healthSession: "whatsapp.health.session"
        case .healthConsumer: "whatsapp.health.consumer"
        case .healthPipeline: "whatsapp.health.pipeline"
        case .healthMonitor: "whatsapp.health.monitor"
        case .commandReconnect: "whatsapp.command.reconnect"
        case .canary: "whatsapp.canary"
        }
    }

    private static let names = NameTable(allCases.map { $0.name.description })

    /// The type called `name`, or nil for one that this version doesn't know.
    package init?(_ name: ByteView) {
        guard let place = Self.names.place(of: name) else { return nil }
        self.init(rawValue: UInt8(truncatingIfNeeded: place))
    }
}
