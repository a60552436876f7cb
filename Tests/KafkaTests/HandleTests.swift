import Synchronization
import Testing
import Threads

@testable import Kafka

@Suite("The library's objects")
struct HandleTests {
    @Test("A list of partitions gives back what went in")
    func partitionList() {
        let offsets = [TopicPartition("a", 0): Int64(5), TopicPartition("a", 1): -1, TopicPartition("é", .max): .max]
        let list = PartitionList(offsets)
        #expect(Dictionary(uniqueKeysWithValues: list.entries.map { ($0.place, $0.offset) }) == offsets)
        #expect(list.entries.allSatisfy { $0.error == nil })
        #expect(PartitionList([TopicPartition]()).entries.isEmpty)
        #expect(PartitionList([TopicPartition("t", 0), TopicPartition("t", 0)]).entries.count == 1)
    }

    @Test("A settings object is read, asked and freed without a client")
    func configuration() throws {
        let configuration = try Configuration()
        try configuration.set("client.id", "x")
        try configuration.set("linger.ms", 7)
        #expect(configuration.value(of: "client.id") == "x" && configuration.value(of: "linger.ms") == "7")
        #expect(configuration.value(of: "no.such") == nil && configuration.value(of: "sasl.username") == nil)
        #expect(configuration.knows("sasl.username") && !configuration.knows("no.such"))
        try configuration.set("client.id", "")
        let error = failure { () throws(KafkaError) in try configuration.set("linger.ms", "-1") }
        #expect(error?.property == "linger.ms" && error?.message.hasPrefix("linger.ms: ") == true)
    }

    @Test("A C buffer's text ends at its first zero, or with it")
    func cString() {
        #expect(string([104, 105, 0, 120]) == "hi")
        #expect(string([]) == "" && string([0]) == "")
        #expect(string([104, 105]) == "hi")
    }

    @Test("A client that is dropped is gone, from whichever thread and however many at once")
    func clients() throws {
        for _ in 0..<5 {
            let settings = ClientSettings(bootstrapServers: "127.0.0.1:1")
            let done = Latch()
            let consumer = Mutex<Consumer?>(
                try Consumer(settings, group: GroupSettings(id: "g"), limits: QueueLimits()) { _ in })
            let lane = try consumer.withLock { try $0?.makeQueue() }
            let box = Box(consumer.withLock { $0 })
            consumer.withLock { $0 = nil }
            #expect(
                WorkerThread.start {
                    box.drop()
                    done.open()
                } != nil)
            #expect(done.wait(.seconds(20)))
            // The lane's queue holds the client, and is the last to let go of it.
            lane?.wake()
            #expect(lane?.consume(timeout: .zero) { _ in true } == 0)
        }
    }

    /// A consumer that another thread drops.
    final class Box: Sendable {
        private let consumer: Mutex<Consumer?>
        init(_ consumer: Consumer?) { self.consumer = Mutex(consumer) }
        func drop() { consumer.withLock { $0 = nil } }
    }

    @Test("Deliveries are counted from many threads at once")
    func tally() {
        let tally = DeliveryTally()
        let latches = (0..<4).map { _ in Latch() }
        for (index, latch) in latches.enumerated() {
            #expect(
                WorkerThread.start {
                    for number in 0..<1_000 {
                        tally.count(number % 10 == 0 ? KafkaError(.purged, "\(index)") : nil)
                    }
                    latch.open()
                } != nil)
        }
        #expect(latches.allSatisfy { $0.wait(.seconds(20)) })
        #expect(tally.current.delivered == 3_600 && tally.current.failed == 400)
        #expect(tally.current.lastError?.code == .purged)
    }

    @Test("A mock cluster that can't be is refused, and one that is dropped is gone for its clients")
    func mock() throws {
        let cluster = try MockCluster(brokers: 0)
        #expect(cluster.bootstrapServers.split(separator: ",").count == 1, "at least one broker")
        try cluster.createTopic("t", partitions: 1)
        #expect(failure { () throws(KafkaError) in try cluster.createTopic("t", partitions: 1) } != nil)
        let place = TopicPartition("t", 0)
        #expect(failure { () throws(KafkaError) in try cluster.setLeader(of: TopicPartition("t", 9), to: 1) } != nil)
        #expect(failure { () throws(KafkaError) in try cluster.stop(broker: 77) } != nil)
        #expect(failure { () throws(KafkaError) in try cluster.start(broker: 77) } != nil)
        #expect(failure { () throws(KafkaError) in try cluster.setLatency(.seconds(1), of: 77) } != nil)
        var gone: MockCluster? = try MockCluster.with(topic: "t", partitions: 1)
        let admin = try gone?.admin()
        #expect(try admin?.watermarks(place, timeout: .seconds(10)).high == 0)
        gone = nil
        let error = failure { () throws(KafkaError) in _ = try admin?.metadata(timeout: .milliseconds(500)) }
        #expect(error?.isRetriable == true)
    }
}
