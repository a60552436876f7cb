/// What stands on the health topic, as far as monitors have to know it of each other: which subjects it has, which of them were
/// written past the active monitor, and who speaks there. Read from the topic itself, so that no death loses it.
///
/// The newest record of a key counts. Two kinds of records are not what an active monitor would have readers believe: those of a
/// deputy, which spoke while the database was away; and latecomers, of a lease that was over (a process that was frozen between
/// handing a record over and sending it). A latecomer is known by the log alone: its epoch is lower than one before it in its
/// partition.
struct TopicPicture: Sendable {
    /// What is known of a subject that is no session.
    struct Mark: Hashable, Sendable {
        /// Its verdict as it stands on the topic, and since when.
        var verdict: Verdict?
        var since: Moment?
        /// When its record was read (monotonic nanoseconds).
        var at: Int64
    }

    /// Another monitor that was heard of.
    struct Heard: Hashable, Sendable {
        var writer: Writer
        /// When it was (monotonic nanoseconds).
        var at: Int64
    }

    /// A record, as far as it matters here.
    struct Record {
        let key: String
        /// nil: it says nothing of its writer, as those of older versions.
        let writer: Writer?
        let isTombstone: Bool
        let partition: Int32
        var verdict: Verdict?
        var since: Moment?

        /// Whether its writer takes its own heartbeat off the topic.
        var isGoodbye: Bool { isTombstone && writer.map { key == HealthEvents.Subject.monitor($0.id).text } ?? false }
    }

    /// Names beyond so many are not kept: then sessions that a deputy can't name stay as they are.
    private static let limit = 200_000

    /// Consumers, pipelines and monitors that have an event, by key.
    private(set) var subjects: [String: Mark] = [:]
    /// The sessions that have one, by name.
    private(set) var sessions: Set<String> = []
    /// Monitors that wrote lately, by id.
    private(set) var heard: [String: Heard] = [:]
    /// Sessions whose newest record isn't what an active monitor says.
    private(set) var stale: Set<String> = []
    private var untold: Set<String> = []
    private var overruled: Set<String> = []
    private var highest: [Int32: Int64] = [:]

    private static let prefix = "session/"

    /// Takes the next record of its partition, at `now` (monotonic nanoseconds).
    mutating func read(_ record: Record, now: Int64) {
        if let writer = record.writer { hear(writer, isGoodbye: record.isGoodbye, now) }
        let isStale = isStale(record)
        if record.key.hasPrefix(Self.prefix) {
            readSession(String(record.key.dropFirst(Self.prefix.count)), record, isStale)
        } else {
            subjects[record.key] =
                record.isTombstone ? nil : Mark(verdict: record.verdict, since: record.since, at: now)
            if isStale { overruled.insert(record.key) } else { overruled.remove(record.key) }
        }
        guard let writer = record.writer, writer.right == .lease else { return }
        highest[record.partition] = max(writer.epoch, highest[record.partition] ?? writer.epoch)
    }

    private func isStale(_ record: Record) -> Bool {
        guard let writer = record.writer else { return false }
        let isLate = highest[record.partition].map { writer.epoch < $0 } ?? false
        return isLate || writer.right == .deputy && record.key.hasPrefix(Self.prefix)
    }

    private mutating func readSession(_ name: String, _ record: Record, _ isStale: Bool) {
        if record.isTombstone {
            sessions.remove(name)
        } else if sessions.count < Self.limit {
            sessions.insert(name)
        }
        if isStale, sessions.count < Self.limit {
            stale.insert(name)
            untold.insert(name)
        } else {
            stale.remove(name)
            untold.remove(name)
        }
    }

    private mutating func hear(_ writer: Writer, isGoodbye: Bool, _ now: Int64) {
        heard[writer.id] = isGoodbye ? nil : Heard(writer: writer, at: now)
        guard heard.count > 64 else { return }
        // Processes that are long gone, one for each restart.
        for (id, _) in heard.sorted(by: { $0.value.at < $1.value.at }).prefix(32) { heard[id] = nil }
    }

    /// A monitor has become active: whatever is stale is for it to say again.
    mutating func begin() { untold = stale }

    /// At most `limit` sessions that are to be said again, each once.
    mutating func takeStale(_ limit: Int) -> [String] {
        guard !untold.isEmpty else { return [] }
        let taken = untold.count <= limit ? Array(untold) : Array(untold.prefix(limit))
        untold.subtract(taken)
        return taken
    }

    /// The other subjects that somebody wrote past the active monitor, each once.
    mutating func takeOverruled() -> Set<String> {
        defer { overruled = [] }
        return overruled
    }
}
