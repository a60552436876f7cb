import Kafka
import Synchronization
import TestSupport
import Testing

extension Faults {
    /// Asking a coordinator that goes away has ended processes with librdkafka 2.0.2: here it goes away again and again, under questions
    /// that are on their way.
    @Suite("Groups are asked while their broker dies and comes back", .timeLimit(.minutes(8)))
    struct GroupReaderTests {
        private struct Count {
            var answers = 0
            var isOver = false
        }

        /// Asks until it is over; true.
        private static func ask(_ group: String, _ settings: ClientSettings, _ count: Reference) throws -> Bool {
            let places = [TopicPartition("t", 0), TopicPartition("t", 1)]
            let reader = try GroupReader(settings, group: group) { _ in }
            while !count.isOver {
                if (try? reader.committed(places, timeout: .seconds(1))) != nil { count.add() }
            }
            return true
        }

        /// What the askers and the test share.
        private final class Reference: Sendable {
            private let count = Mutex(Count())
            var answers: Int { count.withLock { $0.answers } }
            var isOver: Bool { count.withLock { $0.isOver } }
            func add() { count.withLock { $0.answers += 1 } }
            func end() { count.withLock { $0.isOver = true } }
        }

        private func areAnswered(_ count: Reference) async -> Bool {
            let before = count.answers
            return await eventually(within: .seconds(60)) { count.answers > before + 30 }
        }

        @Test("Every question has an answer or an error, and after each restart the answers come again", .inLongRuns)
        func restarts() async throws {
            let cluster = try KafkaCluster()
            defer { cluster.stop() }
            let settings = ClientSettings(
                bootstrapServers: cluster.bootstrapServers, properties: ["socket.timeout.ms": "5000"])
            let admin = try Admin(settings) { _ in }
            let made = try admin.createTopics([NewTopic("t", partitions: 2)], timeout: .seconds(30))
            if let error = made.compactMap(\.error).first { throw error }
            let count = Reference()
            let askers = (0..<3).map { number in
                Task { try await onOwnThread { try Self.ask("g\(number)", settings, count) } }
            }
            for _ in 0..<6 {
                #expect(await areAnswered(count))
                cluster.kill(0)
                // Questions time out meanwhile.
                let silent = ContinuousClock.now + .seconds(6)
                _ = await eventually(within: .seconds(10)) { ContinuousClock.now > silent }
                try cluster.start(0)
            }
            #expect(await areAnswered(count))
            count.end()
            for asker in askers { #expect(try await asker.value) }
        }
    }
}
