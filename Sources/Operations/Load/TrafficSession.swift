/// A session that the generator plays.
struct TrafficSession: Hashable, Sendable {
    /// How many messages later events may refer to.
    static let memory = 32

    let index: Int
    let name: String
    var state = SessionState()
    private(set) var epoch: Int32 = 0
    private var lifecycleSequence: UInt64 = 0
    private var messageSequence: UInt64 = 0
    private var heartbeatSequence: UInt64 = 0
    private(set) var recent: [TrafficMessage] = []
    private var oldest = 0

    init(index: Int, name: String) {
        self.index = index
        self.name = name
    }

    /// The session's own telephone number.
    var phone: UInt64 { 5_511_900_000_000 + UInt64(truncatingIfNeeded: index) }
    var address: TrafficAddress { TrafficAddress(number: phone, server: .user) }

    /// A new start: a higher epoch, the time of it where the clock allows, and sequences that begin again.
    mutating func beginEpoch(at time: Int64) {
        epoch = max(epoch &+ 1, Int32(clamping: time / 1_000_000))
        (lifecycleSequence, messageSequence, heartbeatSequence) = (0, 0, 0)
    }

    /// The next number in the topic that carries `data`.
    mutating func nextSequence(for data: TrafficData) -> UInt64 {
        switch data {
        case .lifecycle:
            lifecycleSequence += 1
            return lifecycleSequence
        case .heartbeat:
            heartbeatSequence += 1
            return heartbeatSequence
        default:
            messageSequence += 1
            return messageSequence
        }
    }

    /// Keeps a message for what follows it; the oldest is forgotten.
    mutating func remember(_ message: TrafficMessage) {
        if recent.count < Self.memory {
            recent.append(message)
        } else {
            recent[oldest] = message
            oldest = (oldest + 1) % Self.memory
        }
    }
}
