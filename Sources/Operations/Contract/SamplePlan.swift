internal import Events
internal import Kafka
internal import Service

/// Which part of the log is looked at.
enum SampleChoice: Hashable, Sendable {
    /// The newest records of each topic, so many at most, of all its partitions together.
    case last(Int)
    /// All from a time on, in microseconds since the Unix epoch.
    case from(Int64)

    /// So many where the command line doesn't say.
    static let usual = 10_000

    /// Reads `--last` and `--from`.
    init(_ invocation: Invocation) throws(UsageError) {
        guard let text = invocation.value("from") else {
            self = .last(try invocation.integer("last", in: 1...100_000_000, default: Self.usual))
            return
        }
        guard invocation.value("last") == nil else {
            throw UsageError("give --last or --from, not both", path: invocation.path)
        }
        guard let time = EventTime.microseconds(text), time >= 0 else {
            throw UsageError(
                "--from=\(text): give a time as RFC 3339 has it, 2026-11-23T10:00:00Z for example",
                path: invocation.path)
        }
        self = .from(time)
    }
}

/// The stretches of the log that a choice means, as the log is now.
struct SamplePlan: Sendable {
    /// The offsets of each partition that has any.
    var stretches: [TopicPartition: Range<Int64>] = [:]
    /// The partitions of which no broker says where the log ends.
    var unknown: [TopicPartition] = []

    /// How many offsets there are, which is as many records where the log has no holes.
    var count: Int { stretches.values.reduce(0) { $0 + $1.count } }

    /// Asks the broker.
    static func make(_ choice: SampleChoice, of topics: [String], _ broker: Broker) async throws -> SamplePlan {
        let places = topics.flatMap { topic in
            (broker.metadata.topic(topic)?.partitions ?? []).map { TopicPartition(topic, $0.id) }
        }
        let bounds = try await LogBounds.read(places, broker.admin)
        var plan = SamplePlan(unknown: places.filter { bounds[$0] == nil })
        switch choice {
        case .last(let count):
            for (_, bounds) in Dictionary(grouping: bounds, by: \.key.topic) {
                plan.add(Dictionary(bounds.map { ($0.key, $0.value) }, uniquingKeysWith: { $1 }), last: count)
            }
        case .from(let time): plan.add(bounds, starts: try await starts(of: Array(bounds.keys), at: time, broker))
        }
        return plan
    }

    /// Adds the last `count` offsets of one topic's partitions: as many of each, and more of the others where one has
    /// fewer.
    mutating func add(_ bounds: [TopicPartition: LogBounds], last count: Int) {
        var left = Int64(count)
        let smallestFirst = bounds.sorted { ($0.value.size, $0.key) < ($1.value.size, $1.key) }
        for (index, (place, limits)) in smallestFirst.enumerated() {
            let share = left / Int64(smallestFirst.count - index)
            let taken = min(limits.size, share)
            left -= taken
            if taken > 0 { stretches[place] = limits.high - taken..<limits.high }
        }
    }

    /// Adds what partitions have from an offset on; nil: nothing is so new.
    mutating func add(_ bounds: [TopicPartition: LogBounds], starts: [TopicPartition: Int64?]) {
        for (place, limits) in bounds {
            guard let found = starts[place], let start = found, start < limits.high else { continue }
            stretches[place] = max(start, limits.low)..<limits.high
        }
    }

    private static func starts(
        of places: [TopicPartition], at time: Int64, _ broker: Broker
    ) async throws -> [TopicPartition: Int64?] {
        guard !broker.isMock else {
            throw OperationError(
                "the mock cluster can't look up times; use --last", exitCode: .unavailable)
        }
        // The broker's times are milliseconds: the first that is not before.
        let milliseconds = time / 1_000 + (time % 1_000 == 0 ? 0 : 1)
        let times = Dictionary(places.map { ($0, milliseconds) }, uniquingKeysWith: { $1 })
        let admin = broker.admin
        let found = try await Blocking.run(within: .seconds(15)) { () -> Result<[TopicPartition: Int64?], KafkaError> in
            do throws(KafkaError) {
                return .success(try admin.offsets(forTimes: times, timeout: .seconds(10)))
            } catch { return .failure(error) }
        }
        switch found {
        case .success(let starts): return starts
        case .failure(let error): throw unanswered("\(error)\(broker.log.complaint)")
        case nil: throw unanswered("no broker answered in time")
        }
    }

    private static func unanswered(_ reason: String) -> OperationError {
        OperationError("the log can't be looked up by time: \(reason)", exitCode: .unavailable)
    }
}

extension LogBounds {
    /// How many offsets the log has.
    var size: Int64 { max(0, high - low) }
}
