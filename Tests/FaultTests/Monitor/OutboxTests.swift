import Bytes
import Glibc
import JSON
import Kafka
import Postgres
import TestSupport
import Testing

/// The monitor is killed between publishing and marking, again and again while verdicts change, and a second one takes over.
@Suite(
    "The monitor's outbox", .enabled(if: PrivateKafka.isAvailable, "KAFKA_HOME names no distribution"),
    .timeLimit(.minutes(8)))
struct OutboxTests {
    private let ground: MonitorGround
    private var prefix: String { ground.prefix }

    init() throws {
        ground = try MonitorGround("outbox")
        var connection = try ground.connect()
        // Every row that there ever was; and deleting takes a while, so that a kill finds published rows that are not marked.
        try connection.execute(
            """
            CREATE TABLE public.every_row (id bigint, topic text, key text, event_id text, payload text);
            CREATE FUNCTION public.note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                INSERT INTO public.every_row VALUES (NEW.id, NEW.topic, NEW.key, NEW.event_id, NEW.payload); RETURN NEW;
            END $$;
            CREATE FUNCTION public.dawdle() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                PERFORM pg_sleep(0.5); RETURN NULL;
            END $$;
            CREATE TRIGGER note AFTER INSERT ON zapline.health_outbox FOR EACH ROW EXECUTE FUNCTION public.note();
            CREATE TRIGGER dawdle BEFORE DELETE ON zapline.health_outbox FOR EACH STATEMENT EXECUTE FUNCTION public.dawdle();
            """)
    }

    private func rows(_ sql: String) throws -> [[String?]] { try ground.rows(sql) }

    /// Each session's state changes; some are deleted, some are to be asked to come back.
    private func change(_ round: Int) throws {
        var random = SeededGenerator(UInt64(round))
        let kinds = ["connected", "failed", "qr", "disconnected", "deleted", "created"]
        let changes = (0..<40).map { session in
            let kind = session < 3 ? "disconnected" : kinds.randomElement(using: &random) ?? "failed"
            let reason = kind == "disconnected" ? "NAVIGATION" : "r\(round)"
            return (kind: kind, data: #"{"reason":"\#(reason)","qr":"x"}"#)
        }
        try ground.change(changes, epoch: round + 1)
    }

    @Test("Every row is published at least once, and no id with two contents, whoever is killed and whenever")
    func killed() async throws {
        var monitors = [try ground.monitor(), try ground.monitor()]
        defer { for child in monitors { kill(child.pid, SIGKILL) } }
        var (found, dead): (Int, Set<String>) = (0, [])
        var topic = try TopicReader(ground.settings, [prefix + "health", prefix + "commands"])
        for round in 0..<6 {
            let before = try rows("SELECT epoch FROM zapline.monitor_lease").first?[0] ?? nil
            try change(round)
            let known = topic.records.count { $0.key.hasPrefix("session/") }
            // A new record of a session is on the topic: it is published, and as yet not marked.
            #expect(
                await eventually(within: .seconds(60)) {
                    topic.read()
                    return topic.records.count { $0.key.hasPrefix("session/") } > known
                })
            let holder = try #require(try rows("SELECT holder FROM zapline.monitor_lease").first?[0])
            let active = try #require(monitors.firstIndex { holder.hasSuffix("/\($0.pid)") })
            let killedAt = ContinuousClock.now
            kill(monitors[active].pid, SIGKILL)
            #expect(monitors[active].wait().end == .signal(SIGKILL))
            dead.insert("monitor/\(holder)")
            topic.read()
            let ids = Set(topic.records.compactMap(\.id))
            found += try rows("SELECT event_id FROM zapline.health_outbox").count { $0[0].map(ids.contains) ?? false }
            #expect(
                await eventually(within: .seconds(15)) {
                    let lease = (try? rows("SELECT holder FROM zapline.monitor_lease"))?.first?[0]
                    return lease != holder
                }, "the other takes over within 15 s")
            print("takeover after \(ContinuousClock.now - killedAt), epoch \(before ?? "none") before")
            monitors[active] = try ground.monitor()
        }
        #expect(found > 0, "a kill came between publishing and marking")
        for child in monitors { kill(child.pid, SIGTERM) }
        for child in monitors { #expect(child.wait().end == .code(0)) }
        monitors = []
        #expect(try ground.monitor("--until-end").wait().end == .code(0))
        try topic.readToEnd()
        try judge(topic.records, dead)
    }

    /// Compares what is on the topics with all rows that the outbox ever had.
    private func judge(_ records: [TopicReader.Record], _ dead: Set<String>) throws {
        #expect(try rows("SELECT id FROM zapline.health_outbox").isEmpty)
        var contents: [String: Set<String>] = [:]
        for record in records { if let id = record.id { contents[id, default: []].insert(record.key + record.value) } }
        let doubled = contents.filter { $0.value.count > 1 }
        #expect(doubled.isEmpty, "ids with two contents: \(doubled)")
        let published = Set(records.map { "\($0.topic) \($0.key) \($0.value)" })
        let every = try rows("SELECT topic, key, coalesce(payload, ''), event_id FROM public.every_row ORDER BY id")
        let missing = every.filter { !published.contains("\(prefix)\($0[0] ?? "") \($0[1] ?? "") \($0[2] ?? "")") }
        #expect(every.count > 100 && missing.isEmpty, "not published: \(missing)")
        #expect(every.contains { $0[0] == "commands" })
        #expect(every.contains { $0[0] == "health" && $0[2] == "" && $0[1]?.hasPrefix("session/") == true })
        // What compaction leaves is what was said last.
        var last: [String: String] = [:]
        for record in records where record.topic == prefix + "health" { last[record.key] = record.value }
        var said: [String: String] = [:]
        for row in every where row[0] == "health" && row[1]?.hasPrefix("session/") == true {
            said[row[1] ?? ""] = row[2] ?? ""
        }
        for (key, value) in said { #expect(last[key] == value, "\(key)") }
        for key in dead { #expect(last[key] == "", "\(key) is taken off the topic") }
        print("\(every.count) rows, \(records.count) records, \(contents.count) ids, \(said.count) sessions")
    }
}

/// Reads topics of two partitions from their beginning.
struct TopicReader {
    struct Record {
        let topic: String
        let key: String
        /// Empty for a tombstone.
        let value: String
        var id: String? { value.isEmpty ? nil : (try? JSONValue(parsing: value))?["id"]?.string }
    }

    private let settings: ClientSettings
    private var next: [TopicPartition: Int64] = [:]
    private let consumer: Consumer
    private let lane: LaneQueue
    private let places: [TopicPartition]
    private(set) var records: [Record] = []

    init(_ settings: ClientSettings, _ topics: [String]) throws {
        self.settings = settings
        consumer = try Consumer(settings, group: nil, limits: QueueLimits()) { _ in }
        lane = try consumer.makeQueue()
        places = topics.flatMap { topic in (0..<2 as Range<Int32>).map { TopicPartition(topic, $0) } }
        for place in places { try consumer.forward(place, to: lane) }
        try consumer.assign(Dictionary(uniqueKeysWithValues: places.map { ($0, 0) }))
    }

    /// Takes what there is.
    mutating func read() {
        var (taken, passed): ([Record], [TopicPartition: Int64]) = ([], [:])
        lane.consume(timeout: .milliseconds(20)) { message in
            let topic = message.topicName.string
            let place = TopicPartition(topic, message.partition)
            switch message.problem {
            case .endOfPartition: passed[place] = message.offset
            case nil:
                passed[place] = message.offset + 1
                taken.append(Record(topic: topic, key: message.key?.string ?? "", value: message.value?.string ?? ""))
            case .failed: break
            }
            return true
        }
        records += taken
        next.merge(passed) { max($0, $1) }
        while consumer.poll(.zero) != nil {}
    }

    /// Takes all that is there by now.
    mutating func readToEnd() throws {
        let ends = try Admin(settings) { _ in }.watermarks(places, timeout: .seconds(30))
        let deadline = ContinuousClock.now + .seconds(60)
        while !ends.allSatisfy({ next[$0.key, default: 0] >= $0.value.high }) {
            try #require(ContinuousClock.now < deadline)
            read()
        }
    }
}
