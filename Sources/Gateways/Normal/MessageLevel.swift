import JSON

/// How far a message got, in the contract's words.
enum MessageLevel: String {
    case pending, server, delivered, read, played, failed

    /// WhatsApp Web's count: −1 error, 0 pending, 1 server, 2 device, 3 read, 4 played. Others have no rank.
    init?(ack: Int64?) {
        switch ack {
        case -1: self = .failed
        case 0: self = .pending
        case 1: self = .server
        case 2: self = .delivered
        case 3: self = .read
        case 4: self = .played
        default: return nil
        }
    }

    /// WAHA's names of these numbers.
    init?(ackName: String?) {
        guard let index = ["ERROR", "PENDING", "SERVER", "DEVICE", "READ", "PLAYED"].firstIndex(of: ackName ?? "")
        else { return nil }
        self.init(ack: Int64(index) - 1)
    }

    /// The protocol's own names, which Evolution uses, or its numbers, which are one higher than WhatsApp Web's.
    init?(protocolStatus status: JSONValue?) {
        let names = ["ERROR", "PENDING", "SERVER_ACK", "DELIVERY_ACK", "READ", "PLAYED"]
        guard let number = status?.int64 ?? names.firstIndex(of: status?.string ?? "").map(Int64.init),
            (0...5).contains(number)
        else { return nil }
        self.init(ack: number - 1)
    }
}
