import Kafka
import Testing

@testable import Operations

@Suite("Where the pipelines stand")
struct PipelineOffsetsTests {
    let messages = DemoPipeline.all[1]
    let place = TopicPartition("whatsapp.messages", 0)

    @Test("A pipeline has claimed when it has a row for each partition of its topics")
    func claims() {
        var offsets = PipelineOffsets()
        #expect(!offsets.hasClaimed(messages))
        for number in 0..<12 {
            #expect(!offsets.hasClaimed(messages))
            offsets.add("messages", TopicPartition("whatsapp.messages", Int32(number)), next: 0, halt: nil)
        }
        #expect(offsets.hasClaimed(messages))
        #expect(!offsets.hasClaimed(DemoPipeline.all[0]))
        #expect(DemoPipeline.all.map(\.partitions) == [18, 12, 12])
    }

    @Test("A partition is settled up to the slowest of those that read it; who has no row yet has applied nothing")
    func settled() {
        var offsets = PipelineOffsets()
        offsets.add("archive", place, next: 9, halt: nil)
        #expect(offsets.settled(place) == 0)
        offsets.add("messages", place, next: 5, halt: nil)
        #expect(offsets.settled(place) == 5)
        offsets.add("status", TopicPartition("whatsapp.lifecycle", 0), next: 1, halt: nil)
        #expect(offsets.settled(place) == 5)
    }

    @Test("A pipeline that need not be there counts where it is")
    func others() {
        var offsets = PipelineOffsets()
        offsets.add("archive", place, next: 9, halt: nil)
        offsets.add("messages", place, next: 9, halt: nil)
        offsets.add("health", TopicPartition("whatsapp.messages", 1), next: 2, halt: nil)
        #expect(offsets.settled(place) == 9)
        offsets.add("health", place, next: 3, halt: nil)
        #expect(offsets.settled(place) == 3)
    }

    @Test("The end is reached where every partition of a pipeline's topics is applied, and no further")
    func end() {
        var offsets = PipelineOffsets()
        let counts = [place: Int64(4), TopicPartition("whatsapp.heartbeats", 0): 8]
        #expect(!offsets.isAtEnd(messages, of: counts))
        offsets.add("messages", place, next: 3, halt: nil)
        #expect(!offsets.isAtEnd(messages, of: counts))
        offsets.add("messages", place, next: 4, halt: nil)
        #expect(offsets.isAtEnd(messages, of: counts))
        offsets.add("messages", place, next: 5, halt: nil)
        #expect(!offsets.isAtEnd(messages, of: counts))
        #expect(offsets.isAtEnd(messages, of: [:]))
    }

    @Test("A halt is named with its place")
    func halts() {
        var offsets = PipelineOffsets()
        offsets.add("status", place, next: 0, halt: "no such column")
        #expect(offsets.halts == ["status is halted at whatsapp.messages-0: no such column"])
        #expect(offsets.applied(messages) == 0)
    }
}
