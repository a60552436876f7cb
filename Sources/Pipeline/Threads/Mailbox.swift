import Synchronization

/// Messages to one thread from any other; bounded by what the state machines have under way.
final class Mailbox<Message: Sendable>: Sendable {
    private let messages = Mutex<[Message]>([])
    private let onSend = Mutex<(@Sendable () -> Void)?>(nil)

    /// Calls `wake` after each send, so that a reader that waits elsewhere comes back.
    func whenSent(_ wake: @escaping @Sendable () -> Void) { onSend.withLock { $0 = wake } }

    /// Adds a message.
    func send(_ message: Message) {
        messages.withLock { $0.append(message) }
        onSend.withLock { $0 }?()
    }

    /// Takes all that is there, in the order of sending.
    func drain() -> [Message] {
        messages.withLock { messages in
            defer { messages.removeAll() }
            return messages
        }
    }

    /// Whether there is something to take.
    var isEmpty: Bool { messages.withLock { $0.isEmpty } }
}
