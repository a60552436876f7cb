package import Bytes

/// The part of an event that rows are made of, by what kind of rows.
package enum EventData {
    /// A type of whose `data` no row is made, or one that this version doesn't know.
    case none
    case lifecycle(LifecycleData)
    case body(BodyData)
    case status(StatusData)
    case edit(EditData)
    case revoke(RevokeData)
    case reaction(ReactionData)
    case contact(ContactData)
    case chat(ChatData)
}

/// `whatsapp.session.*` but the heartbeat; of what contract §2 lists for the type.
package struct LifecycleData {
    /// The code to scan: present for `qr`.
    package var qr: ByteView?
    /// Digits.
    package var phoneNumber: ByteView?
    /// Why it came to this.
    package var reason: ByteView?
    /// Where the session is kept: JSON text that `jsonb` takes.
    package var session: ByteView?
    /// What no row is made of, and health is.
    package var facts = LifecycleFacts()
}

/// Facts that a producer may add to a lifecycle event (contract §2); one that can't be read is as if it weren't there.
package struct LifecycleFacts {
    /// The gateway's own code of what happened, a number as its digits: `banned`, `limited`.
    package var code: ByteView?
    /// When it ends, in microseconds since the Unix epoch: `banned`, `limited`.
    package var until: Int64?
    /// The gateway's own word for the state: `starting`.
    package var state: ByteView?

    /// Facts; none are given where nothing is.
    package init(code: ByteView? = nil, until: Int64? = nil, state: ByteView? = nil) {
        self.code = code
        self.until = until
        self.state = state
    }
}

/// `contact.updated`.
package struct ContactData {
    package var contact: ByteView
    package var name: ByteView?
    package var pushName: ByteView?
    package var phone: ByteView?
    package var isBusiness: Bool?
    package var alias: Alias?
}

/// `chat.updated` and `group.updated`.
package struct ChatData {
    package var chat: ByteView
    package var name: ByteView?
    package var description: ByteView?
    package var archived: Bool?
}

/// Two addresses of one person.
package struct Alias: Hashable {
    package var lid: ByteView
    package var phone: ByteView
}
