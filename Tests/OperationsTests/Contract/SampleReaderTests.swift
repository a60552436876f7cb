import Kafka
import Pipeline
import Service
import TestSupport
import Testing

@testable import Operations

@Suite("Stretches of the log are read beside whoever consumes", .timeLimit(.minutes(2)))
struct SampleReaderTests {
    let cluster: MockCluster
    let settings: ClientSettings

    init() throws {
        cluster = try MockCluster()
        settings = ClientSettings(bootstrapServers: cluster.bootstrapServers)
        try cluster.createTopic("t", partitions: 3)
        let producer = try Producer(settings) { _ in }
        for number in 0..<30 {
            try producer.send(
                OutgoingRecord(
                    topic: "t", key: Array("k\(number)".utf8), value: number % 10 == 0 ? nil : Array("v".utf8),
                    headers: [.init("a", Array("1".utf8)), .init("b", nil)]))
        }
        #expect(producer.flush(deadline: .seconds(20)))
    }

    func ends() throws -> [TopicPartition: Range<Int64>] {
        let admin = try Admin(settings) { _ in }
        var ends: [TopicPartition: Range<Int64>] = [:]
        for number in 0..<3 as Range<Int32> {
            let marks = try admin.watermarks(TopicPartition("t", number), timeout: .seconds(5))
            ends[TopicPartition("t", number)] = marks.low..<marks.high
        }
        return ends
    }

    @Test("Every record of a stretch once, in order, with its headers; what lies outside is left out")
    func reads() throws {
        let all = try ends()
        let wanted = all.mapValues { $0.lowerBound + 1..<$0.upperBound - 1 }
        var (offsets, done, tombstones): ([TopicPartition: [Int64]], Int, Int) = ([:], 0, 0)
        let reader = try SampleReader(settings, log: ClientLog())
        let isWhole = try reader.read(wanted, stop: StopRequest(), progress: { done = $0 }) { place, record in
            offsets[place, default: []].append(record.place.offset)
            #expect(record.place.partition == place.partition && record.timestamp > 0 && record.key != nil)
            #expect(record.headers == [ContractDesk.header("a", "1"), ContractDesk.header("b", nil)])
            if record.value == nil { tombstones += 1 }
        }
        #expect(isWhole && reader.unread.isEmpty && tombstones <= 3)
        #expect(offsets == wanted.filter { !$0.value.isEmpty }.mapValues { Array($0) })
        #expect(done == wanted.values.reduce(0) { $0 + $1.count })
    }

    @Test("Nothing to read is read at once, and a stretch beyond the end ends with the log")
    func beyond() async throws {
        let reader = try SampleReader(settings, log: ClientLog())
        #expect(try reader.read([:], stop: StopRequest(), progress: { _ in }) { _, _ in })
        let beyond = try ends().mapValues { $0.upperBound..<$0.upperBound + 5 }
        var count = 0
        #expect(try reader.read(beyond, stop: StopRequest(), progress: { _ in }) { _, _ in count += 1 })
        #expect(count == 0)
    }

    @Test("A request to stop ends it")
    func stops() throws {
        let (stop, all) = (StopRequest(), try ends())
        var count = 0
        let isWhole = try SampleReader(settings, log: ClientLog()).read(all, stop: stop, progress: { _ in }) { _, _ in
            count += 1
            _ = stop.request("SIGINT")
        }
        #expect(!isWhole && count == 1)
    }

    @Test("What the log has no more of is told, and doesn't hold up the others")
    func outOfRange() throws {
        var all = try ends()
        all[TopicPartition("t", 0)] = 1_000_000..<1_000_010
        var count = 0
        let reader = try SampleReader(settings, log: ClientLog())
        #expect(try reader.read(all, stop: StopRequest(), progress: { _ in }) { _, _ in count += 1 })
        #expect(reader.unread.keys.map(\.partition) == [0])
        #expect(count == all.filter { $0.key.partition != 0 }.values.reduce(0) { $0 + $1.count })
    }

    @Test("A broker that falls silent is an error, not an end")
    func silence() throws {
        let all = try ends()
        let reader = try SampleReader(settings, log: ClientLog())
        try cluster.stop(broker: 1)
        let error = #expect(throws: KafkaError.self) {
            try reader.read(all, stop: StopRequest(), silence: .milliseconds(500), progress: { _ in }) { _, _ in }
        }
        #expect(error?.message.contains("the broker gave no record of t-") == true, "\(error?.message ?? "")")
    }
}
