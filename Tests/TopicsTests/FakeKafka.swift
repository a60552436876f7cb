import Synchronization

@testable import Topics

/// A cluster in memory that has AlterConfigs' ways: the whole set is replaced, and a describe goes on showing the old one for
/// a few looks.
final class FakeKafka: TopicAdmin {
    struct Topic {
        var partitions: Int
        var replication: Int
        /// What was set on the topic.
        var own: [String: String]
    }

    struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    struct State {
        var topics: [String: Topic] = [:]
        /// What requests have changed and looks don't show yet.
        var shown: [String: Topic] = [:]
        var looksUntilShown = 0
        /// How many looks go by before a change shows.
        var delay = 0
        var calls: [String] = []
        /// Calls that fail, by their first word and topic.
        var failing: Set<String> = []
        /// How many looks fail from now on.
        var failingLooks = 0
        var hidden: Set<String> = []
    }

    /// What a broker gives for all topics.
    static let defaults = [
        "retention.ms": "604800000", "cleanup.policy": "delete", "max.message.bytes": "1048588",
        "min.insync.replicas": "1", "segment.ms": "604800000", "delete.retention.ms": "86400000",
    ]

    let state: Mutex<State>
    let isMock: Bool
    let brokers: Int

    init(_ topics: [String: Topic] = [:], brokers: Int = 3, isMock: Bool = false, delay: Int = 0) {
        state = Mutex(State(topics: topics, shown: topics, delay: delay))
        self.isMock = isMock
        self.brokers = brokers
    }

    var calls: [String] { state.withLock { $0.calls } }
    func own(_ topic: String) -> [String: String]? { state.withLock { $0.topics[topic]?.own } }

    func cluster() async throws -> ClusterState {
        let topics = try state.withLock { state in
            try state.look("cluster")
            return state.shown.mapValues {
                ActualTopic(replicas: Array(repeating: $0.replication, count: $0.partitions))
            }
        }
        return ClusterState(id: "fake", brokers: brokers, isMock: isMock, topics: topics)
    }

    func settings(of topics: [String]) async throws -> [String: [String: ActualSetting]] {
        try state.withLock { state in
            try state.look("settings " + topics.joined(separator: ","))
            return Dictionary(
                uniqueKeysWithValues: topics.compactMap { name in
                    state.shown[name].map { (name, state.settings(of: $0)) }
                })
        }
    }

    func create(_ topic: NewTopic) async throws {
        try change("create \(topic.name)") {
            $0[topic.name] = Topic(partitions: topic.partitions, replication: topic.replication, own: topic.settings)
        }
    }

    func grow(_ topic: String, to partitions: Int) async throws {
        try change("grow \(topic)") { $0[topic]?.partitions = partitions }
    }

    func replaceSettings(of topic: String, with settings: [String: String]) async throws {
        try change("replace \(topic)") { $0[topic]?.own = settings }
    }

    func delete(_ topic: String) async throws { try change("delete \(topic)") { $0[topic] = nil } }

    private func change(_ call: String, _ body: (inout [String: Topic]) -> Void) throws {
        try state.withLock { state in
            state.calls.append(call)
            if state.failing.contains(call) { throw Failure(description: "\(call): policy violation") }
            body(&state.topics)
            state.looksUntilShown = state.delay
            if state.delay == 0 { state.shown = state.topics }
        }
    }
}

extension FakeKafka.State {
    /// One look at the cluster: what was changed comes nearer to being shown.
    fileprivate mutating func look(_ call: String) throws {
        calls.append(call)
        if failingLooks > 0 {
            failingLooks -= 1
            throw FakeKafka.Failure(description: "timed out")
        }
        if looksUntilShown == 0 { shown = topics } else { looksUntilShown -= 1 }
    }

    fileprivate func settings(of topic: FakeKafka.Topic) -> [String: ActualSetting] {
        var settings = FakeKafka.defaults.mapValues { ActualSetting($0, isSetOnTopic: false) }
        for (name, value) in topic.own {
            settings[name] = ActualSetting(hidden.contains(name) ? nil : value, isSetOnTopic: true)
        }
        return settings
    }
}

/// A clock that stands still until somebody sleeps.
final class ManualClock: Clock {
    struct Instant: InstantProtocol {
        var offset: Duration
        func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }
        func duration(to other: Instant) -> Duration { other.offset - offset }
        static func < (left: Instant, right: Instant) -> Bool { left.offset < right.offset }
    }

    private let time = Mutex(Instant(offset: .zero))
    var now: Instant { time.withLock { $0 } }
    var minimumResolution: Duration { .zero }

    func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        try Task.checkCancellation()
        time.withLock { $0 = max($0, deadline) }
    }
}
