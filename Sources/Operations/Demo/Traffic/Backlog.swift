internal import Kafka

/// How much the broker holds that not every pipeline has applied: what decides whether more may be published.
///
/// The mock cluster drops the oldest records of a partition that grows too large, read or not. Bytes are counted as they are, so
/// that no compression has to be guessed.
struct Backlog: Sendable {
    /// The bytes of one partition that may wait.
    let byteLimit: Int
    /// The records of one partition that may wait: each may be a message set, of which the mock keeps 100,000.
    let recordLimit: Int

    private var waiting: [TopicPartition: Waiting] = [:]

    /// Nothing was sent yet.
    init(byteLimit: Int, recordLimit: Int = 50_000) {
        self.byteLimit = byteLimit
        self.recordLimit = recordLimit
    }

    /// Whether a record of that size may go into a partition now. One alone always may, whatever its size.
    func hasRoom(for size: Int, in partition: TopicPartition) -> Bool {
        guard let waiting = waiting[partition], waiting.count > 0 else { return true }
        return waiting.count < recordLimit && waiting.bytes + size <= byteLimit
    }

    /// Takes note of a record that was sent.
    mutating func add(_ size: Int, to partition: TopicPartition) { waiting[partition, default: Waiting()].add(size) }

    /// Takes note of what every pipeline has applied, up to the offset `next`. It never goes back.
    mutating func settle(_ partition: TopicPartition, upTo next: Int64) { waiting[partition]?.settle(upTo: next) }

    /// The records of one partition that not everybody has applied.
    private struct Waiting {
        private var sizes: [Int] = []
        /// The offset of the first of them.
        private var first: Int64 = 0
        private(set) var bytes = 0
        var count: Int { sizes.count }

        mutating func add(_ size: Int) {
            sizes.append(size)
            bytes += size
        }

        mutating func settle(upTo next: Int64) {
            let count = Int(min(max(0, next - first), Int64(sizes.count)))
            bytes -= sizes.prefix(count).reduce(0, +)
            sizes.removeFirst(count)
            first += Int64(count)
        }
    }
}
