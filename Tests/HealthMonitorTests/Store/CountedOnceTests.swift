import Bytes
import Events
import Postgres
import TestSupport
import TestTraits
import Testing

@testable import HealthMonitor

/// Rows are stored at other moments than the partitions' positions: wherever a monitor dies, the next one counts each record once.
@Suite("What is read again isn't counted again", .waitsForServers, .timeLimit(.minutes(2)))
struct CountedOnceTests {
    private static let (sessions, partitions) = (7, 3)
    private let database: MonitorDatabase
    private let session: DatabaseSession
    private let store = SessionStore()
    private let arena = Arena()

    init() throws {
        database = try MonitorDatabase()
        session = database.session()
        try session.execute("SELECT zapline.take_lease('m1', 10)")
    }

    private struct Sent {
        let partition: Int
        let offset: Int64
        let value: ByteView
    }

    /// A log of failures, the messages of a session in all of its partitions.
    private func log(_ count: Int) -> [Sent] {
        var ends = [Int64](repeating: 0, count: Self.partitions)
        return (0..<count).map { number in
            let partition = number % Self.partitions
            defer { ends[partition] += 1 }
            let time = EventTime.text(start + Int64(number) * second / 10)
            let value = """
                {"specversion":"1.0","id":"e\(number)","source":"/gateways/w/1","type":"whatsapp.message.status","subject":"loja-\(number
                    % Self.sessions)","time":"\(time)","sessionepoch":1,"sequence":"\(number / Self.sessions
                    + 1)","data":{"messageIds":["m\(number)"],"status":"failed"}}
                """
            return Sent(partition: partition, offset: ends[partition], value: arena.copy(value))
        }
    }

    /// A monitor that has read what its rows say, and goes on from `positions`.
    private final class Monitor {
        let book = SessionBook()
        var positions: [Int64]
        let reader = SourceReader(topics: ["l", "h", "m"], maxEventBytes: 1 << 20)

        init(_ positions: [Int64]) { self.positions = positions }

        func read(_ sent: Sent) {
            guard sent.offset >= positions[sent.partition] else { return }
            let record = Record(
                logID: 0, topic: 2, partition: Int32(sent.partition), offset: sent.offset, timestamp: start / 1_000,
                key: nil, value: sent.value)
            reader.read(record, .messages, into: book, now: start + minute)
            positions[sent.partition] = sent.offset + 1
        }

        var mark: CountMark {
            var mark = CountMark()
            for (partition, offset) in positions.enumerated() { mark.set(.messages, Int32(partition), offset, log: 1) }
            return mark
        }
    }

    private func commit(_ monitor: Monitor, _ places: Range<Int>) throws {
        let now = start + minute
        _ = monitor.book.sweep(horizon: nil, now: now)
        var script = Script()
        script.sql("BEGIN")
        let harvest = monitor.book.collect(places, at: monitor.mark, mayPublish: false, now: now)
        store.write(harvest, of: monitor.book, into: &script) { $0.sql(LeaseStore.hold(epoch: 1)) }
        script.sql("COMMIT")
        let whole = script
        try session.use { connection throws(PostgresError) in _ = try connection.run(whole) }
    }

    private func begun(_ positions: [Int64]) throws -> Monitor {
        let monitor = Monitor(positions)
        try session.use { connection throws(PostgresError) in
            try SessionStore.restore(into: monitor.book, on: &connection)
        }
        return monitor
    }

    @Test("Monitors that die anywhere in their rounds leave the counts of one that never did", arguments: 0..<8)
    func rounds(seed: UInt64) throws {
        var random = SeededGenerator(seed)
        let log = log(210)
        let whole = Monitor([0, 0, 0])
        for sent in log { whole.read(sent) }

        var (stored, monitor) = ([Int64](repeating: 0, count: Self.partitions), Monitor([0, 0, 0]))
        var (began, next, place, deaths) = (stored, 0, 0, 0)
        while place < log.count {
            monitor.read(log[place])
            place += 1
            switch Int.random(in: 0..<20, using: &random) {
            case 0..<6:
                if next == 0 { began = monitor.positions }
                let end = min(next + Int.random(in: 1...4, using: &random), monitor.book.count)
                try commit(monitor, next..<max(next, end))
                next = end >= monitor.book.count ? 0 : end
                if next == 0 { stored = began }
            case 6 where deaths < 8:
                // It dies, and the next one reads from where the positions stand.
                (monitor, next, place, deaths) = (try begun(stored), 0, 0, deaths + 1)
            default: break
            }
        }
        for number in 0..<Self.sessions {
            let found = try #require(monitor.book.session("loja-\(number)")).traffic
            let expected = try #require(whole.book.session("loja-\(number)")).traffic
            #expect(found.failures == expected.failures)
            #expect(found.messages == expected.messages)
            #expect(found.rate == expected.rate)
        }
    }

    @Test("A partition that begins anew counts from there, whatever the rows had of it")
    func reset() throws {
        let log = log(21)
        let monitor = Monitor([0, 0, 0])
        for sent in log { monitor.read(sent) }
        try commit(monitor, monitor.book.places)
        let next = try begun([0, 0, 0])
        next.book.uncount(.messages, 0, log: 1)
        for sent in log { next.read(sent) }
        func events(_ monitor: Monitor) throws -> Int64 {
            try #require(monitor.book.session("loja-0")).traffic.rate.tenthsPerHour(at: start + minute)
        }
        let before = try events(monitor)
        // A third of them once more: seven sessions in three partitions meet in each.
        #expect(try events(next) > before)
        #expect(try events(next) < 2 * before)
    }
}
