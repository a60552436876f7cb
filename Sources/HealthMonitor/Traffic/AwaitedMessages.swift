/// The messages that a session sent lately: who waits for its acknowledgement, and who has it.
///
/// At most 32; the oldest of those that matter least makes room. Messages that are done stay as long as there is room, so that what is
/// told of them once more finds them. 1.8 KB once so many were sent.
package struct AwaitedMessages: Hashable, Sendable {
    /// How many are remembered.
    package static let limit = 32
    /// How long a message is waited for: after that its gateway has nothing to say of it any more.
    static let patience = 24 * 60 * Span.minute
    /// How long an acknowledgement waits for its message, which may come from another partition.
    static let grace = 10 * Span.minute

    private(set) var messages: [AwaitedMessage] = []

    /// No message.
    package init() {}

    /// Changes the message of a mark, which is made where it isn't known.
    ///
    /// - parameter mayDisplace: whether a message that waits may make room.
    /// - returns: the message that made room, or nil.
    mutating func update(
        _ mark: MessageMark, mayDisplace: Bool, _ change: (inout AwaitedMessage) -> Void
    ) -> AwaitedMessage? {
        for place in messages.indices where messages[place].mark == mark {
            change(&messages[place])
            return nil
        }
        var message = AwaitedMessage(mark: mark)
        change(&message)
        guard messages.count >= Self.limit else {
            messages.append(message)
            return nil
        }
        let place = leastOfAll
        let old = messages[place]
        guard mayDisplace || !old.isWaiting else { return nil }
        messages[place] = message
        return old
    }

    private var leastOfAll: Int {
        var (least, key) = (0, (Int.max, Moment.max))
        for place in messages.indices {
            let own = (messages[place].rank, messages[place].firstAt)
            if own < key { (least, key) = (place, own) }
        }
        return least
    }

    /// Takes the waits that are known for certain, now that everything up to `horizon` is read, and forgets what is old.
    mutating func look(at horizon: Moment, _ sample: (AwaitedMessage) -> Void) {
        var isOld = false
        for place in messages.indices {
            let message = messages[place]
            if message.isAcked {
                guard !message.isSampled, max(message.sentAt, message.ackedAt) <= horizon else { continue }
                messages[place].isSampled = true
                sample(message)
            } else {
                isOld = isOld || Self.isOld(message, at: horizon)
            }
        }
        if isOld { messages.removeAll { !$0.isAcked && Self.isOld($0, at: horizon) } }
    }

    private static func isOld(_ message: AwaitedMessage, at horizon: Moment) -> Bool {
        horizon &- message.firstAt > (message.isWaiting ? patience : grace)
    }

    // MARK: - Memory

    /// What is still to be decided of each message, seven numbers each: done ones need not be remembered.
    var numbers: [Int64] {
        messages.filter { !$0.isSampled }.flatMap { message -> [Int64] in
            let times = [message.sentAt, message.ackedAt, message.failedAt].map(Self.number)
            return [Int64(bitPattern: message.mark.bits)] + times + [message.isDelivered ? 1 : 0] + message.code.words
        }
    }

    /// What `numbers` tell of.
    init(numbers: [Int64]) {
        var place = 0
        while place + 7 <= numbers.count, messages.count < Self.limit {
            var message = AwaitedMessage(mark: MessageMark(bits: UInt64(bitPattern: numbers[place])))
            message.sentAt = Self.moment(numbers[place + 1])
            message.ackedAt = Self.moment(numbers[place + 2])
            message.failedAt = Self.moment(numbers[place + 3])
            message.isDelivered = numbers[place + 4] == 1
            if message.failedAt != AwaitedMessage.never {
                message.code =
                    numbers[place + 5] == 0 ? .none : FailureCode(words: numbers[place + 5], numbers[place + 6])
            }
            messages.append(message)
            place += 7
        }
    }

    private static func number(_ moment: Moment) -> Int64 { moment == AwaitedMessage.never ? -1 : moment }
    private static func moment(_ number: Int64) -> Moment { number < 0 ? AwaitedMessage.never : number }
}
