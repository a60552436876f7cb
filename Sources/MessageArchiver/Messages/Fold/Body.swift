import Bytes
import Events

/// What comes together from one event about a message.
///
/// Bodies are in a total order; the least of all that were told is the message's (contract §3).
struct Body: Comparable {
    let isUndecryptable: Bool
    let sentAt: Int64
    let kind: ByteView
    let text: ByteView?
    let chat: ByteView
    let sender: ByteView?

    init(_ data: BodyData) {
        isUndecryptable = data.isUndecryptable
        sentAt = data.timestamp
        kind = data.kind
        text = data.text
        chat = data.chat
        sender = data.sender
    }

    /// A real one comes before an undecryptable, then by time, kind, text, chat and sender.
    static func < (left: Body, right: Body) -> Bool {
        if left.isUndecryptable != right.isUndecryptable { return right.isUndecryptable }
        if left.sentAt != right.sentAt { return left.sentAt < right.sentAt }
        if left.kind != right.kind { return left.kind < right.kind }
        if left.text != right.text { return precedes(left.text, right.text) { $0 < $1 } }
        if left.chat != right.chat { return addressPrecedes(left.chat, right.chat) }
        return precedes(left.sender, right.sender, by: addressPrecedes)
    }

    /// None is greatest.
    private static func precedes(
        _ left: ByteView?, _ right: ByteView?, by order: (ByteView, ByteView) -> Bool
    ) -> Bool {
        guard let left else { return false }
        guard let right else { return true }
        return order(left, right)
    }

    /// An address that is no LID comes before one that is.
    private static func addressPrecedes(_ left: ByteView, _ right: ByteView) -> Bool {
        areOfOneKind(left, right) ? left < right : !isLID(left)
    }

    /// Whether both are real and can't be two tellings of one message.
    func conflicts(with other: Body) -> Bool {
        guard !isUndecryptable, !other.isUndecryptable else { return false }
        if kind != other.kind || text != other.text { return true }
        guard let sender, let otherSender = other.sender else { return false }
        return sender != otherSender && areOfOneKind(sender, otherSender)
    }
}
