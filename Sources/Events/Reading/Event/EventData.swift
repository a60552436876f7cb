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

/// `whatsapp.session.*` but the heartbeat; only what contract §2 lists for the type is read.
package struct LifecycleData {
    /// The code to scan: present for `qr`.
    package var qr: ByteView?
    /// Digits.
    package var phoneNumber: ByteView?
    /// Why it came to this.
    package var reason: ByteView?
    /// Where the session is kept: JSON text that `jsonb` takes.
    package var session: ByteView?
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
