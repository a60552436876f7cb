/// What a synthetic event tells.
package enum TrafficData: Hashable, Sendable {
    /// A step in a session's life.
    case lifecycle(LifecycleStep, phone: UInt64)
    /// A sign of life.
    case heartbeat
    /// A message, received or sent.
    case body(TrafficBody)
    /// A receipt for a message.
    case status(TrafficMessage, StatusLevel, participant: TrafficAddress?, at: Int64)
    /// A new text for a message.
    case edit(TrafficMessage, editID: UInt64, words: TrafficWords, at: Int64)
    /// A message taken back.
    case revoke(TrafficMessage, at: Int64)
    /// A reaction to a message; nil: taken back.
    case reaction(TrafficMessage, sender: TrafficAddress, emoji: String?, at: Int64)
    /// What is known of a person.
    case contact(TrafficAddress, name: Int, isBusiness: Bool)
    /// What is known of a chat.
    case chat(TrafficAddress, name: Int, isArchived: Bool)
    /// What is known of a group.
    case group(TrafficAddress, name: Int)
    /// A call.
    case call(TrafficAddress)
    /// A vote in a poll.
    case pollVote(TrafficMessage, sender: TrafficAddress)

    /// The levels of a receipt, in the contract's words.
    package enum StatusLevel: String, Hashable, Sendable, CaseIterable {
        case server, delivered, read, played, failed
    }
}

/// A message as later events refer to it.
package struct TrafficMessage: Hashable, Sendable {
    /// What its id is made of.
    package var number: UInt64
    /// The chat that it stands in.
    package var chat: TrafficAddress
    /// Who wrote it.
    package var sender: TrafficAddress
    /// Whether the session wrote it.
    package var isFromMe: Bool
    /// Seconds since the Unix epoch.
    package var sentAt: Int64
}

/// A message in full.
package struct TrafficBody: Hashable, Sendable {
    /// The kinds of message that are made.
    package enum Kind: String, Hashable, Sendable {
        case text, image, audio, document, undecryptable
    }

    /// What later events refer to.
    package var message: TrafficMessage
    /// Its kind.
    package var kind: Kind
    /// Its text, or its picture's caption.
    package var words: TrafficWords
    /// The name that the sender goes by.
    package var name: Int
    /// The message that it answers.
    package var replyTo: UInt64?
    /// The sender's phone, where the sender is a LID.
    package var phone: TrafficAddress?
}

/// An address, as the numbers that it is made of.
package struct TrafficAddress: Hashable, Sendable {
    /// What stands behind the `@`.
    package enum Server: String, Hashable, Sendable {
        case user = "@s.whatsapp.net"
        case lid = "@lid"
        case group = "@g.us"
    }

    /// The digits.
    package var number: UInt64
    /// What the digits are.
    package var server: Server

    /// The address as events write it.
    package var text: String { "\(number)\(server.rawValue)" }

    /// Whether it is a group's.
    package var isGroup: Bool { server == .group }
}

/// A text that a seed makes.
package struct TrafficWords: Hashable, Sendable {
    /// What decides the words.
    package var seed: UInt64
    /// About how many bytes.
    package var length: Int
}
