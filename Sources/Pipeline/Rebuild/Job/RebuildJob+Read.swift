import Postgres
import Threads

/// Reading: from where a build stands to where live stands.
extension RebuildJob {
    /// Reads history into the build's tables, up to where live stood when it began; lives that are over first, since whoever folds in
    /// log order needs them first.
    ///
    /// - returns: how far it came; `ready` in `zapline.rebuilds` tells the same.
    /// - throws: `RebuildError` where a partition may not go on, or it was told to stop: it can be called again then.
    package func read(_ rebuild: Rebuild) throws -> ReplayProgress {
        let reader = try follow(rebuild)
        reader.stop()
        return reader.progress
    }

    /// The same, and stays there: whoever compares needs the build to follow live.
    func follow(_ rebuild: Rebuild) throws -> HistoryReader {
        while true {
            let reader = try HistoryReader(rebuild, self)
            do {
                try reader.readPastLives()
                try reader.readCurrentLives()
                try reader.noteReady()
                return reader
            } catch is TablesEmptied {
                // The next reader finds them so, and starts over.
                reader.stop()
            } catch {
                reader.stop()
                throw error
            }
        }
    }
}

/// Reads one build's history; the current lives until it is told to stop.
final class HistoryReader {
    let rebuild: Rebuild
    let job: RebuildJob
    private(set) var progress = ReplayProgress()
    private var run: ReplayRun?
    /// What earlier runs of this reader read.
    private var before = (records: 0, bytes: 0)
    private var noted = (records: 0, bytes: 0)
    private var nextLook: Int64 = 0
    private var follower: Follower?
    private var currentLives: [String: Int16] = [:]

    init(_ rebuild: Rebuild, _ job: RebuildJob) throws {
        self.rebuild = rebuild
        self.job = job
        try look()
    }

    /// Reads where everything stands: the build's rows, live's, and the archive's.
    private func look() throws {
        let (rebuild, live) = (rebuild, job.live)
        progress.partitions = try job.session.use { (connection: inout Connection) in
            if try !RebuildStore.isWhole(rebuild, on: &connection) {
                try RebuildStore.startOver(rebuild, tables: job.definition.shadow(rebuild.schema), on: &connection)
            }
            currentLives = try live.lives(on: &connection)
            let standing = try RebuildStore.standings(rebuild, on: &connection)
            let limits = try self.limits(on: &connection)
            return rebuild.starts.sorted { ($0.place.logID, $0.topic, $0.place) < ($1.place.logID, $1.topic, $1.place) }
                .map { start in
                    let key = start.place.beginning
                    let next = standing[key] ?? start.place.offset
                    return ReplayProgress.Partition(
                        topic: start.topic, start: start.place, next: next,
                        limit: max(limits[key] ?? start.place.offset, start.place.offset))
                }
        }
    }

    /// Where live stands in each partition of the lives that are read; of a life that is over, as far as the archive has it.
    private func limits(on connection: inout Connection) throws(PostgresError) -> [LogPlace: Int64] {
        let current = Set(currentLives.values)
        let past = Set(rebuild.starts.map(\.place.logID)).subtracting(current)
        var limits: [LogPlace: Int64] = [:]
        for place in try job.live.archiveEnds(of: Array(past), on: &connection) {
            limits[place.beginning] = place.offset
        }
        for place in try job.live.positions(isLocked: false, on: &connection) {
            let known = limits[place.beginning] ?? (current.contains(place.logID) ? place.offset : 0)
            limits[place.beginning] = min(known, place.offset)
        }
        return limits
    }

    /// Reads the lives that are over, one after the other, from the archive.
    func readPastLives() throws {
        let current = Set(currentLives.values)
        for logID in Set(rebuild.starts.map(\.place.logID)).subtracting(current).sorted() {
            guard progress.partitions.contains(where: { $0.start.logID == logID && $0.next < $0.limit }) else {
                continue
            }
            let logIDs = job.definition.pipeline.topics.map { topic in
                rebuild.starts.contains { $0.topic == topic && $0.place.logID == logID } ? logID : nil
            }
            try start(logIDs, isPastLife: true)
            try reach()
            stop()
        }
    }

    /// Reads the current lives up to where live stood, and stays there.
    func readCurrentLives() throws {
        let logIDs = job.definition.pipeline.topics.map { topic in
            currentLives[topic].flatMap { life in rebuild.starts.contains { $0.place.logID == life } ? life : nil }
        }
        try start(logIDs, isPastLife: false)
        try reach()
    }

    private func start(_ logIDs: [Int16?], isPastLife: Bool) throws {
        let limits = progress.partitions.filter { logIDs.contains($0.start.logID) }.map {
            LogPlace(logID: $0.start.logID, partition: $0.start.partition, offset: $0.limit)
        }
        run = try ReplayRun(
            rebuild, job.definition, job.settings, logIDs: logIDs, limits: limits, isPastLife: isPastLife,
            pacer: job.pacer, report: job.report)
    }

    /// Lets it go on to these offsets.
    func extend(to limits: [LogPlace]) { run?.extend(to: limits) }

    /// Lets it go on behind live, until somebody wants it at live's offsets.
    func follow() throws {
        guard let run, follower == nil else { return }
        follower = try Follower(job.live, job.session.settings) { run.extend(to: $0) }
    }

    /// It goes on no further by itself.
    func stopFollowing() {
        follower?.stop { job.pause($0) }
        follower = nil
    }

    /// Waits until every partition stands at its limit.
    ///
    /// - parameter deadline: nil waits for as long as it takes.
    /// - returns: whether it got there in time.
    @discardableResult
    func reach(within patience: Duration? = nil) throws -> Bool {
        let deadline = patience.map { MonotonicClock.nanoseconds + MonotonicClock.nanoseconds($0) }
        while let run {
            let isThere = run.isThere
            if patience == nil || isThere { tell() }
            if isThere { return true }
            if let trouble = run.trouble { throw RebuildError(.halted, "\(rebuild.name) can't go on: \(trouble)") }
            if job.isStopped() { throw RebuildError(.stopped, "stopped; the same command goes on from here") }
            if let deadline, MonotonicClock.nanoseconds > deadline { return false }
            if patience == nil { try lookAfter() }
            job.pause(.milliseconds(patience == nil ? 100 : 2))
        }
        return false
    }

    private func tell() {
        run?.tell(&progress)
        progress.records += before.records
        progress.bytes += before.bytes
        job.watch(progress)
    }

    /// Now and then: notes how far it is, and whether the tables are what the offset rows say. An outage of the database is waited for.
    private func lookAfter() throws {
        guard MonotonicClock.nanoseconds > nextLook else { return }
        nextLook = MonotonicClock.nanoseconds + 1_000_000_000
        let (records, bytes) = (progress.records - noted.records, progress.bytes - noted.bytes)
        do {
            let isWhole = try job.session.use { (connection: inout Connection) in
                try RebuildStore.note(rebuild, .running, records: records, bytes: bytes, on: &connection)
                return try RebuildStore.isWhole(rebuild, on: &connection)
            }
            noted = (progress.records, progress.bytes)
            if !isWhole { throw TablesEmptied() }
        } catch is PostgresError { return }
    }

    /// It has read what there was to read.
    func noteReady() throws {
        let (records, bytes) = (progress.records - noted.records, progress.bytes - noted.bytes)
        try job.session.use { (connection: inout Connection) in
            try RebuildStore.note(rebuild, .ready, records: records, bytes: bytes, on: &connection)
        }
        noted = (progress.records, progress.bytes)
    }

    /// Ends the run under way; what it committed stays.
    func stop() {
        stopFollowing()
        guard let run else { return }
        run.stop { job.pause($0) }
        run.tell(&progress)
        progress.records += before.records
        progress.bytes += before.bytes
        before = (progress.records, progress.bytes)
        self.run = nil
    }
}

/// A crash of the server emptied the build's tables.
struct TablesEmptied: Error {}

extension LogPlace {
    /// The partition's first place.
    var beginning: LogPlace { LogPlace(logID: logID, partition: partition, offset: 0) }
}
