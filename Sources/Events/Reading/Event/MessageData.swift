package import Bytes

/// `message.received`, `message.sent`, `message.undecryptable`: what a message says.
package struct BodyData {
    package var messageID: ByteView
    package var chat: ByteView
    /// When it was sent, in microseconds since the Unix epoch.
    package var timestamp: Int64
    package var fromMe: Bool
    package var sender: ByteView?
    package var kind: ByteView
    package var text: ByteView?
    /// JSON text exactly as Postgres prints the `jsonb` that it becomes.
    package var media: ByteView?
    package var replyTo: ByteView?
    package var pushName: ByteView?
    package var alias: Alias?
    package var status: MessageStatus?

    /// Whether nobody could read the message: then there is no text, and any real body beats it.
    package var isUndecryptable: Bool { kind == Self.undecryptable }
    /// The kind of such a message.
    package static var undecryptable: StaticString { "undecryptable" }
}

/// `message.status`: how far one or more messages have come.
package struct StatusData {
    /// One or more, without an allocation for one.
    package var messageIDs: (first: ByteView, rest: [ByteView])
    package var status: MessageStatus
    package var fromMe: Bool
    /// The member of a group whose receipt it is.
    package var participant: ByteView?
    /// `timestamp`, else the event's time.
    package var timestamp: Int64
    /// `error.code`, a number as its digits.
    package var errorCode: ByteView?
}

/// `message.edited`.
package struct EditData {
    package var messageID: ByteView
    package var editID: ByteView
    package var text: ByteView
    package var sender: ByteView?
    package var fromMe: Bool
    /// `timestamp`, else the event's time.
    package var timestamp: Int64
}

/// `message.revoked`.
package struct RevokeData {
    package var messageID: ByteView
    package var by: ByteView?
    package var fromMe: Bool
    /// `timestamp`, else the event's time.
    package var timestamp: Int64
}

/// `message.reaction`.
package struct ReactionData {
    package var messageID: ByteView
    package var sender: ByteView
    /// Empty where the reaction was taken back.
    package var emoji: ByteView
    /// Whether the message that it is about is the instance's own.
    package var fromMe: Bool
    /// `timestamp`, else the event's time.
    package var timestamp: Int64
}
