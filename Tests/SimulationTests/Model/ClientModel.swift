@testable import Kafka
@testable import Pipeline

/// A Kafka client as the pipeline sees librdkafka 2.0.2: an assignment with positions, queues of lanes, rebalances that wait for an
/// answer. What the calls are, the real `AssignmentBook` says.
final class ClientModel {
    /// What a lane's queue holds.
    enum Message {
        case record(LogRecord)
        case end(partition: Int, offset: Int64)
        /// The position is not in the log.
        case reset(partition: Int)

        var partition: Int {
            switch self {
            case .record(let record): record.partition
            case .end(let partition, _), .reset(let partition): partition
            }
        }
    }

    /// A rebalance as the control thread polls it.
    enum Event {
        case given([Int])
        case taken([Int], lost: Bool)
    }

    private struct Fetch {
        /// Where the next fetch begins.
        var position: Int64
        /// Behind the last record that a lane was given.
        var consumed: Int64
        /// The end that was told last.
        var end: Int64?
        var isOutOfRange = false
    }

    static let topic = "log"
    var book = AssignmentBook()
    private(set) var events: [Event] = []
    /// What the group granted, whether it is assigned yet or not.
    private(set) var granted: Set<Int> = []
    private var fetches: [Fetch?]
    private var routes: [Int?]
    var queues: [[Message]]
    /// Records of a taken partition that were on their way into a callback already: at most one a lane.
    var underway: [Message?]
    /// Which lanes are in their callbacks.
    var isConsuming: [Bool]

    init(partitions: Int, lanes: Int, isCooperative: Bool) {
        book.isCooperative = isCooperative
        fetches = [Fetch?](repeating: nil, count: partitions)
        routes = [Int?](repeating: nil, count: partitions)
        queues = [[Message]](repeating: [], count: lanes)
        underway = [Message?](repeating: nil, count: lanes)
        isConsuming = [Bool](repeating: false, count: lanes)
    }

    // MARK: - The group's side

    /// Queues a rebalance for the control thread.
    func deliver(_ event: Event) { events.append(event) }

    /// The control thread polls: the next rebalance, which stops all fetching until it is answered.
    func poll() -> Event? {
        guard !events.isEmpty, !book.isRebalancing else { return nil }
        let event = events.removeFirst()
        switch event {
        case .given(let partitions):
            granted.formUnion(partitions)
            book.given(partitions.map(Self.place))
        case .taken(let partitions, _):
            granted.subtract(partitions)
            book.taken(partitions.map(Self.place))
        }
        for partition in fetches.indices where fetches[partition] != nil { rewind(partition) }
        return event
    }

    /// While a rebalance waits, nothing is fetched; afterwards it begins behind the last record that a lane was given.
    private func rewind(_ partition: Int) {
        guard let consumed = fetches[partition]?.consumed else { return }
        purge(partition)
        fetches[partition]?.position = consumed
        fetches[partition]?.end = nil
    }

    // MARK: - The pipeline's side

    func forward(_ partition: Int, to lane: Int) { routes[partition] = lane }

    func assign(_ offsets: [Int: Int64]) {
        let places = offsets.map { (Self.place($0.key), $0.value) }
        perform(book.assign(Dictionary(places, uniquingKeysWith: { $1 })))
    }

    func unassign(_ partitions: [Int]) { perform(book.unassign(partitions.map(Self.place))) }

    func answerForClosing() { perform(book.answerForClosing()) }

    /// Where a partition's records were given to a lane up to, for the mutant that goes on from there.
    private(set) var lastConsumed: [Int: Int64] = [:]

    private func perform(_ calls: [AssignmentBook.Call]) {
        for call in calls {
            switch call {
            case .add(let offsets), .replace(let offsets):
                if case .replace = call { clear() }
                for (place, offset) in offsets { add(Int(place.partition), offset) }
            case .remove(let places): for place in places { remove(Int(place.partition)) }
            case .clear: clear()
            case .rebuild(let staying, let coming):
                let positions = staying.map { ($0.key, fetches[Int($0.key.partition)]?.consumed ?? $0.value) }
                let kept = Dictionary(positions, uniquingKeysWith: { $1 })
                book.begin(at: kept)
                perform([.clear, .replace(kept.merging(coming) { $1 })])
            }
        }
    }

    private func add(_ partition: Int, _ offset: Int64) {
        fetches[partition] = Fetch(position: offset, consumed: offset)
    }

    private func remove(_ partition: Int) {
        guard let fetch = fetches[partition] else { return }
        lastConsumed[partition] = fetch.consumed
        fetches[partition] = nil
        purge(partition)
    }

    private func clear() { for partition in fetches.indices { remove(partition) } }

    private func purge(_ partition: Int) {
        for lane in queues.indices {
            if isConsuming[lane], let first = queues[lane].first, first.partition == partition {
                underway[lane] = first
            }
            queues[lane].removeAll { $0.partition == partition }
        }
    }

    static func place(_ partition: Int) -> TopicPartition { TopicPartition(topic, Int32(partition)) }

    // MARK: - Fetching

    /// Whether the partition is assigned.
    func isAssigned(_ partition: Int) -> Bool { fetches[partition] != nil }

    /// Fetches up to `limit` records of `partition`; whether there was something.
    func fetch(_ partition: Int, from log: PartitionLog, upTo limit: Int) -> Bool {
        guard !book.isRebalancing, var fetch = fetches[partition], !fetch.isOutOfRange, let lane = routes[partition],
            queues[lane].count < 24
        else { return false }
        defer { fetches[partition] = fetch }
        if fetch.position < log.low || fetch.position > log.high {
            fetch.isOutOfRange = true
            queues[lane].append(.reset(partition: partition))
            return true
        }
        var count = 0
        while count < limit, let record = log.record(from: fetch.position) {
            queues[lane].append(.record(record))
            fetch.position = record.offset + 1
            count += 1
        }
        guard count == 0 else { return true }
        fetch.position = log.high
        guard fetch.end != log.high else { return false }
        fetch.end = log.high
        queues[lane].append(.end(partition: partition, offset: log.high))
        return true
    }

    /// The next message for a lane that is in its callback.
    func pop(_ lane: Int) -> Message? {
        if let message = underway[lane] {
            underway[lane] = nil
            return message
        }
        guard !queues[lane].isEmpty else { return nil }
        let message = queues[lane].removeFirst()
        switch message {
        case .record(let record): fetches[record.partition]?.consumed = record.offset + 1
        case .end(let partition, let offset): fetches[partition]?.consumed = offset
        case .reset: break
        }
        return message
    }

    /// The lane has come out of its callback.
    func endConsuming(_ lane: Int) {
        isConsuming[lane] = false
        underway[lane] = nil
    }
}
