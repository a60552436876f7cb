import Bytes

/// A message as its events name it.
struct MessageKey: Hashable {
    let instance: ByteView
    let message: ByteView
    let fromMe: Bool
}

/// What belongs to a message and has an id of its own: an edit, a reactor, a participant.
struct PartKey: Hashable {
    let message: MessageKey
    let part: ByteView
}

/// What an instance knows by an id or address: a chat, a contact, a LID.
struct NameKey: Hashable {
    let instance: ByteView
    let name: ByteView
}
