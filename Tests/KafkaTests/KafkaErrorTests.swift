import Testing
import Threads

@testable import Kafka

@Suite("What Kafka refuses")
struct KafkaErrorTests {
    @Test("A code has the library's name and sentence, also one that nobody knows")
    func names() {
        #expect(KafkaError.Code.timedOut.name == "_TIMED_OUT")
        #expect(KafkaError.Code.unknownTopicOrPartition.name == "UNKNOWN_TOPIC_OR_PART")
        #expect(KafkaError.Code.timedOut.text == "Local: Timed out")
        #expect("\(KafkaError.Code.transport)" == "_TRANSPORT")
        #expect(!KafkaError.Code(rawValue: 31_999).name.isEmpty)
        #expect(!KafkaError.Code(rawValue: -31_999).text.isEmpty)
    }

    @Test("Without a message, the code's sentence is the message")
    func message() {
        #expect(KafkaError(.queueFull).message == "Local: Queue full")
        #expect("\(KafkaError(.queueFull, "no room"))" == "_QUEUE_FULL: no room")
        #expect("\(KafkaError(.state, "broken", isFatal: true))" == "_STATE: broken (fatal to this client)")
        #expect("\(KafkaError(.state, ""))" == "_STATE")
    }

    @Test("What passes by itself may be tried again; what is fatal or wrong may not")
    func retriable() {
        for code: KafkaError.Code in [.timedOut, .transport, .allBrokersDown, .queueFull, .notLeader, .purged] {
            #expect(KafkaError(code).isRetriable, "\(code)")
        }
        for code: KafkaError.Code in [.invalidArgument, .authentication, .messageTooLarge, .autoOffsetReset, .fatal] {
            #expect(!KafkaError(code).isRetriable, "\(code)")
        }
        #expect(!KafkaError(.transport, isFatal: true).isRetriable)
        #expect(KafkaError(.fatal).isFatal)
    }

    @Test("A log line shows its facility")
    func line() {
        #expect("\(LogLine(level: 3, facility: "FAIL", text: "refused"))" == "FAIL: refused")
    }

    @Test("Partitions are named as Kafka's tools do, and sorted by topic, then number")
    func partitions() {
        #expect("\(TopicPartition("whatsapp.messages", 7))" == "whatsapp.messages-7")
        let places = [TopicPartition("b", 0), TopicPartition("a", 10), TopicPartition("a", 2)]
        #expect(places.sorted() == [TopicPartition("a", 2), TopicPartition("a", 10), TopicPartition("b", 0)])
    }
}

@Suite("Waiting")
struct WaitingTests {
    @Test(
        "A duration is whole milliseconds for the library: rounded up, cut to what fits, never negative",
        arguments: [
            (.zero, 0), (.nanoseconds(1), 1), (.milliseconds(1), 1), (.microseconds(1_001), 2), (.seconds(3), 3_000),
            (.seconds(-5), 0), (.milliseconds(-1), 0), (.seconds(Int64.max), .max), (.seconds(Int64.min), 0),
            (.seconds(3_000_000), .max),
        ] as [(Duration, Int32)])
    func milliseconds(duration: Duration, expected: Int32) {
        #expect(duration.milliseconds == expected)
    }

    @Test("A deadline that has passed leaves nothing")
    func deadline() {
        let past = Deadline(after: .seconds(-1))
        #expect(past.hasPassed && past.remaining == .zero)
        let later = Deadline(after: .seconds(60))
        #expect(!later.hasPassed && later.remaining(atMost: .seconds(1)) == .seconds(1))
    }

    @Test("A latch lets through whoever waits, and everybody after")
    func latch() {
        let latch = Latch()
        #expect(!latch.wait(.milliseconds(1)))
        #expect(WorkerThread.start { latch.open() } != nil)
        #expect(latch.wait(.seconds(10)))
        #expect(latch.wait(.zero))
    }

    @Test("The library says its version and what it was built with")
    func library() {
        #expect(Library.number >= 0x0200_0000)
        #expect(Library.version.split(separator: ".").count >= 3)
        #expect(Library.features.contains("ssl") && Library.features.contains("lz4"))
        #expect(Library.canUseSCRAMWithKafka4 == (Library.number >= 0x0206_01FF))
    }
}
