import TestTraits
import Testing
import Threads

@testable import Kafka

@Suite("A member of a group", .waitsForServers, .timeLimit(.minutes(5)))
struct ConsumerTests {
    @Test("What a group gives comes as an event, and its records through the lane, in order, up to the end")
    func consumes() throws {
        let cluster = try MockCluster.with(topic: "t", partitions: 3)
        try cluster.fill("t", count: 300)
        let member = try Member(cluster, group: "g")
        try member.consumer.subscribe(["t"])
        #expect(try member.run { member.ends.count == 3 && member.seen.count == 300 })
        #expect(member.events.first == .given((0..<3).map { TopicPartition("t", $0) }))
        #expect(member.consumer.isCooperative)
        for place in member.owned {
            let offsets = member.offsets(of: place)
            #expect(offsets == Array(0..<Int64(offsets.count)))
            #expect(member.ends[place] == Int64(offsets.count))
        }
        #expect(Set(member.seen.compactMap(\.value)).count == 300)
        #expect(member.consumer.close(deadline: .seconds(10)))
        #expect(member.consumer.close(deadline: .seconds(10)), "closing twice is closing once")
    }

    @Test("A given is answered much later than the session's timeout, and the membership holds")
    func lateAnswer() throws {
        let cluster = try MockCluster.with(topic: "t", partitions: 2)
        try cluster.fill("t", count: 50)
        let member = try Member(cluster, group: "g")
        member.answers = false
        try member.consumer.subscribe(["t"])
        #expect(try member.run { !member.unanswered.isEmpty })
        try member.run(for: .seconds(6))
        #expect(member.events.count == 1 && member.seen.isEmpty, "nothing was lost or given again meanwhile")
        try member.answer()
        #expect(try member.run { member.seen.count == 50 })
        #expect(member.events.count == 1)
        #expect(member.consumer.close(deadline: .seconds(10)))
    }

    @Test(
        "Two members share; what one takes back late is only then the other's",
        arguments: ["cooperative-sticky", "range"])
    func shares(strategy: String) throws {
        let cluster = try MockCluster.with(topic: "t", partitions: 4)
        try cluster.fill("t", count: 100)
        let properties = ["partition.assignment.strategy": strategy]
        let first = try Member(cluster, group: "g", properties: properties)
        try first.consumer.subscribe(["t"])
        #expect(try first.run { first.owned.count == 4 && first.seen.count == 100 })
        #expect(first.consumer.isCooperative == (strategy == "cooperative-sticky"))
        let second = try Member(cluster, group: "g", properties: properties)
        try second.consumer.subscribe(["t"])
        first.answers = false
        #expect(try run([first, second]) { !first.unanswered.isEmpty })
        _ = try run([first, second], .seconds(6)) { false }
        #expect(second.owned.isEmpty, "the revoke waits for its answer, beyond the session's timeout")
        first.answers = true
        try first.answer()
        #expect(try run([first, second]) { first.owned.count == 2 && second.owned.count == 2 })
        #expect(first.owned.isDisjoint(with: second.owned))
        #expect(!first.hasLost)
        #expect(second.consumer.close(deadline: .seconds(10)))
        #expect(try first.run { first.owned.count == 4 })
        #expect(first.consumer.close(deadline: .seconds(10)))
    }

    @Test("Records published after a rebalance reach the lane of whoever has the partition, each once")
    func afterRebalance() throws {
        let cluster = try MockCluster.with(topic: "t", partitions: 4)
        let members = [try Member(cluster, group: "g"), try Member(cluster, group: "g")]
        for member in members { try member.consumer.subscribe(["t"]) }
        #expect(try run(members) { members.allSatisfy { $0.owned.count == 2 } })
        try cluster.fill("t", count: 200)
        #expect(try run(members) { members.map(\.seen.count).reduce(0, +) >= 200 })
        #expect(Set(members.flatMap { $0.seen.compactMap(\.value) }).count == 200)
        #expect(members.flatMap { $0.seen }.count == 200)
        for member in members { #expect(Set(member.seen.map(\.place)).isSubset(of: member.owned)) }
    }

    @Test("Leaving while an assignment waits for its answer neither hangs nor crashes", arguments: [false, true])
    func closesEarly(waitsForGiven: Bool) throws {
        let cluster = try MockCluster.with(topic: "t", partitions: 2)
        let member = try Member(cluster, group: "g")
        member.answers = false
        try member.consumer.subscribe(["t"])
        if waitsForGiven { #expect(try member.run { !member.unanswered.isEmpty }) }
        #expect(member.consumer.close(deadline: .seconds(10)))
    }

    @Test("Leaving while a revoke waits for its answer gives all back")
    func closesInRevoke() throws {
        let cluster = try MockCluster.with(topic: "t", partitions: 2)
        let first = try Member(cluster, group: "g")
        try first.consumer.subscribe(["t"])
        #expect(try first.run { first.owned.count == 2 })
        let second = try Member(cluster, group: "g")
        try second.consumer.subscribe(["t"])
        first.answers = false
        #expect(try run([first, second]) { !first.unanswered.isEmpty })
        #expect(first.consumer.close(deadline: .seconds(10)))
        #expect(try second.run { second.owned.count == 2 })
    }

    @Test("A consumer that never joined anything closes at once")
    func closesIdle() throws {
        let cluster = try MockCluster.with(topic: "t", partitions: 1)
        let idle = try Member(cluster, group: nil)
        #expect(idle.consumer.close(deadline: .seconds(5)))
        let assigned = try Member(cluster, group: nil)
        try assigned.assign([TopicPartition("t", 0): 0])
        #expect(try assigned.run { !assigned.ends.isEmpty })
        #expect(assigned.consumer.close(deadline: .seconds(5)))
    }

    @Test("Without brokers, closing keeps its deadline, and errors come as events that may pass")
    func noBrokers() throws {
        let settings = ClientSettings(bootstrapServers: "127.0.0.1:1")
        let lines = LogBox()
        let consumer = try Consumer(
            settings, group: GroupSettings(id: "g"), limits: QueueLimits(), log: lines.handler)
        try consumer.subscribe(["t"])
        var failed: [KafkaError] = []
        let deadline = Deadline(after: .seconds(20))
        while failed.isEmpty, !deadline.hasPassed {
            if case .failed(let error)? = consumer.poll(.milliseconds(50)) { failed.append(error) }
        }
        #expect(failed.first?.isRetriable == true && failed.first?.isFatal == false)
        #expect(consumer.fatalError == nil)
        let before = ContinuousClock.now
        _ = consumer.close(deadline: .seconds(1))
        #expect(ContinuousClock.now - before < .seconds(5))
    }

    @Test("Wake ends a poll that waits, also one that begins later")
    func wakes() throws {
        let cluster = try MockCluster.with(topic: "t", partitions: 1)
        let member = try Member(cluster, group: nil)
        let before = ContinuousClock.now
        member.consumer.wake()
        #expect(member.consumer.poll(.seconds(30)) == nil)
        let consumer = member.consumer
        #expect(WorkerThread.start { consumer.wake() } != nil)
        #expect(consumer.poll(.seconds(30)) == nil)
        #expect(ContinuousClock.now - before < .seconds(15))
    }

    @Test("Statistics come when they are asked for")
    func statistics() throws {
        let cluster = try MockCluster.with(topic: "t", partitions: 1)
        let member = try Member(cluster, group: nil, properties: ["statistics.interval.ms": "50"])
        #expect(
            try member.run {
                member.events.contains { if case .statistics(let text) = $0 { text.hasPrefix("{") } else { false } }
            })
    }

    @Test("Offsets told to Kafka are there for tools to see, and never read by us")
    func commits() throws {
        let cluster = try MockCluster.with(topic: "t", partitions: 1)
        try cluster.fill("t", count: 10)
        let place = TopicPartition("t", 0)
        let member = try Member(cluster, group: "g")
        try member.consumer.subscribe(["t"])
        #expect(try member.run { member.seen.count == 10 })
        member.consumer.commitForLagTools([:])
        member.consumer.commitForLagTools([place: 7])
        #expect(member.consumer.close(deadline: .seconds(10)))
        let other = try Member(cluster, group: "g")
        try other.consumer.subscribe(["t"])
        #expect(try other.run { other.seen.count == 10 }, "begins where it was told, at 0")
    }
}
