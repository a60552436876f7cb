import Kafka

/// One run of the engine over one set of lives: those that are over one after the other, then the current ones together.
final class ReplayRun: Sendable {
    private let runner: PipelineRunner
    private let topics: [String]
    private let logIDs: [Int16?]

    /// Starts it.
    ///
    /// - parameter limits: where each place's partition stops.
    init(
        _ rebuild: Rebuild, _ definition: RebuildDefinition, _ settings: PipelineSettings, logIDs: [Int16?],
        limits: [LogPlace], isPastLife: Bool, pacer: Pacer?, report: PipelineReporter
    ) throws {
        topics = definition.pipeline.topics
        self.logIDs = logIDs
        var settings = settings
        settings.replay = Replay(
            generation: rebuild.generation, schema: rebuild.schema, logIDs: logIDs,
            limits: ReplayLimits(Self.limits(limits, logIDs)),
            readsArchive: rebuild.readsArchive || definition.readsArchive,
            passing: Set(topics.indices.filter { definition.passingTopics.contains(definition.pipeline.topics[$0]) }),
            isPastLife: isPastLife, pacer: pacer)
        runner = try PipelineRunner(definition.pipeline, settings, report: report)
    }

    private static func limits(_ places: [LogPlace], _ logIDs: [Int16?]) -> [PartitionID: Int64] {
        var limits: [PartitionID: Int64] = [:]
        for place in places {
            guard let topic = logIDs.firstIndex(of: place.logID) else { continue }
            limits[PartitionID(topic: topic, partition: place.partition)] = place.offset
        }
        return limits
    }

    /// Lets it go on to these.
    func extend(to limits: [LogPlace]) { runner.extend(to: Self.limits(limits, logIDs)) }

    /// Whether every partition stands where it is to stop.
    var isThere: Bool { runner.hasReachedLimits }

    /// Why it can't go on by itself, or nil.
    var trouble: String? {
        switch runner.ending {
        case .failed(let reason): reason
        case .hung, .stopped: "the reading threads ended"
        case nil: runner.status.halted.first ?? runner.status.stuck
        }
    }

    /// What is away at the moment, or nil.
    var fault: String? {
        let status = runner.status
        return status.database.map { "database: \($0)" } ?? status.broker.map { "broker: \($0)" }
    }

    /// Takes into `progress` where this run's partitions stand.
    func tell(_ progress: inout ReplayProgress) {
        let (standings, limits) = (runner.standings, runner.limits?.all ?? [:])
        for place in progress.partitions.indices {
            let start = progress.partitions[place].start
            guard let topic = topics.firstIndex(of: progress.partitions[place].topic), logIDs[topic] == start.logID
            else { continue }
            let partition = PartitionID(topic: topic, partition: start.partition)
            if let next = standings[partition] { progress.partitions[place].next = next }
            if let limit = limits[partition] { progress.partitions[place].limit = limit }
        }
        let seen = runner.seen
        (progress.records, progress.bytes) = (seen.records, seen.bytes)
        progress.fault = fault
    }

    /// Finishes the batches at hand and ends the threads.
    func stop(pause: (Duration) -> Void) {
        runner.requestStop()
        while runner.ending == nil { pause(.milliseconds(10)) }
    }
}
