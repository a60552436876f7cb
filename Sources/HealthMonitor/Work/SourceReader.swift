import Bytes
import Events
import Kafka
import Telemetry

/// Turns fetched records into what the book wants to know, without a string a record.
final class SourceReader {
    private let arena = Arena(blockSize: 1 << 16)
    private let names = Arena(blockSize: 1 << 10)
    private let topics: [(bytes: ByteView, name: String, source: SourceTopic)]
    private let reader: EventReader
    private var headers = PackedHeaders.Builder()
    private var sampled: [TopicPartition: Moment] = [:]
    private var records: [Int]
    private var ignored: [Ignored: Int] = [:]
    /// Records since the last pass began.
    private(set) var countInPass = 0

    /// Why a record tells nothing.
    private enum Ignored: String {
        case poison, tombstone
        case unknownType = "unknown-type"
        case wrongTopic = "wrong-topic"
    }

    /// - parameter topics: in the order of `SourceTopic`.
    init(topics: [String], maxEventBytes: Int) {
        let names = names
        self.topics = zip(topics, SourceTopic.allCases).map { (names.copy($0.0), $0.0, $0.1) }
        records = topics.map { _ in 0 }
        reader = EventReader(arena: arena, maxEventBytes: maxEventBytes)
    }

    /// The name of a record's topic; empty for one that isn't ours.
    func topic(of message: borrowing FetchedMessage) -> String {
        let bytes = message.topicName
        return topics.first { $0.bytes == bytes }?.name ?? ""
    }

    /// Reads a record into `book`.
    func read(_ message: borrowing FetchedMessage, into book: SessionBook, now: Moment) {
        countInPass += 1
        let bytes = message.topicName
        guard let place = topics.firstIndex(where: { $0.bytes == bytes }) else { return }
        records[place] += 1
        arena.reset(keeping: 1 << 20)
        let record = Record(
            logID: 0, topic: place, partition: message.partition, offset: message.offset, timestamp: message.timestamp,
            key: message.key.map { arena.copy($0) }, value: message.value.map { arena.copy($0) },
            headers: message.headers(&headers, into: arena))
        read(record, topics[place].source, into: book, now: now)
    }

    /// Reads a record that lies in an arena.
    func read(_ record: Record, _ source: SourceTopic, into book: SessionBook, now: Moment) {
        switch reader.read(record) {
        case .tombstone: ignored[.tombstone, default: 0] += 1
        case .poison: ignored[.poison, default: 0] += 1
        case .event(let event): sort(event, of: record, source, into: book, now: now)
        }
    }

    private func sort(_ event: Event, of record: Record, _ source: SourceTopic, into book: SessionBook, now: Moment) {
        guard let type = event.type else {
            // A newer gateway's event says nothing that we know, but it does say that the session lives.
            ignored[.unknownType, default: 0] += 1
            book.saw(event.subject, at: event.time, .mention, now: now)
            return book.follow(event, of: record, from: source, now: now)
        }
        switch (source, type.family) {
        case (.lifecycle, .lifecycle):
            if let sign = LifecycleSign(event) { book.apply(sign, to: event.subject, now: now) }
            book.follow(event, of: record, from: source, now: now)
        case (.heartbeats, .heartbeat), (.messages, .message):
            book.saw(event.subject, at: event.time, Evidence(event), now: now)
            book.follow(event, of: record, from: source, now: now)
        // The subject of a canary is a monitor, not a session.
        case (.messages, .canary): break
        default:
            ignored[.wrongTopic, default: 0] += 1
            // Its number isn't missing: it was counted out for this topic.
            book.follow(event, of: record, from: source, now: now)
        }
    }

    /// The time of a record that begins a new second in its partition, for the index of times; nil for most.
    ///
    /// - parameter now: none is later, whatever a producer's clock says: all records after it would seem as young.
    func sample(_ message: borrowing FetchedMessage, _ partition: TopicPartition, now: Moment) -> Moment? {
        sample(milliseconds: message.timestamp, partition, now: now)
    }

    func sample(milliseconds: Int64, _ partition: TopicPartition, now: Moment) -> Moment? {
        guard milliseconds >= 0, let stamp = EventTimestamp.microseconds(ofMilliseconds: milliseconds) else {
            return nil
        }
        let time = min(stamp, now)
        guard sampled[partition].map({ time &- $0 >= Span.second }) ?? true else { return nil }
        sampled[partition] = time
        return time
    }

    /// Counts what the last pass read.
    func beginPass(_ report: MonitorReporter) {
        guard countInPass > 0 else { return }
        countInPass = 0
        for (place, count) in records.enumerated() where count > 0 {
            report.instruments.records.child(topics[place].name).add(count)
            records[place] = 0
        }
        for (why, count) in ignored { report.instruments.ignored.child(why.rawValue).add(count) }
        ignored.removeAll(keepingCapacity: true)
    }
}
