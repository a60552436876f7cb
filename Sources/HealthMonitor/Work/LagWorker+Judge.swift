import Kafka
import Postgres
import Synchronization
import Telemetry

/// What Postgres is asked, and what follows from it.
extension LagWorker {
    func judgeConsumers(_ ends: [TopicPartition: LagJudge.Ends], _ voice: Voice) {
        let now = Clock.wall
        do {
            let found = try session.use { connection throws(PostgresError) in try read(on: &connection) }
            let committed = shared.state.withLock { $0.committed }
            let consumers = judged(found.rows, ends, committed, now: now)
            shared.report(LagJudged(consumers: consumers))
            let names = Set(shared.settings.pipelines.map(\.name)).union(consumers.map(\.place.pipeline)).sorted()
            let pipelines = names.map { name in
                pipeline(name, consumers.filter { $0.place.pipeline == name }, found.builds?[name])
            }
            keepTrends(found, consumers, names)
            say(Round(voice: voice, consumers: consumers, pipelines: pipelines), now: now)
        } catch {
            shared.report(LookFailed(what: "consumer_offsets", error: error.description))
            database.fault = error.description
            sayUnknown(ends, voice, Reason(.database, "the offsets can't be read: \(error.description)"), now: now)
        }
    }

    /// What a round reads.
    struct Found {
        var rows: [ConsumerPlace: ConsumerRow]
        /// nil: that isn't known now.
        var builds: [String: RebuildRow]?
    }

    /// Everything in one go on one session. Rows are what verdicts stand on; the rest is looked up less often, and where it can't be,
    /// it isn't known.
    private func read(on connection: inout Connection) throws(PostgresError) -> Found {
        database.exchange = try ServerStore.exchange(on: &connection)
        let rows = try ConsumerStore.read(on: &connection)
        database.fault = nil
        let builds = try unlessSlow("rebuilds") { () throws(PostgresError) in
            try RebuildStatusStore.open(on: &connection)
        }
        if isDue(&lettersRead, seconds: 15) {
            letters = try unlessSlow("dead_letters") { () throws(PostgresError) in
                try LetterStore.open(on: &connection)
            }
        }
        if isDue(&extentRead, seconds: 60) {
            let found = try unlessSlow("extent") { () throws(PostgresError) in
                try ServerStore.extent(on: &connection)
            }
            database.extent = found ?? nil
        }
        known = Set(rows.keys)
        return Found(rows: rows, builds: builds)
    }

    /// What a question beside the main one finds; nil where the server gave it up for the time that it took: then it isn't known now,
    /// and nothing else is worse for it.
    private func unlessSlow<Result>(
        _ what: String, _ ask: () throws(PostgresError) -> Result
    ) throws(PostgresError) -> Result? {
        do throws(PostgresError) {
            return try ask()
        } catch {
            guard error.sqlState == .queryCanceled || error.sqlState == .lockNotAvailable else { throw error }
            shared.report(LookFailed(what: what, error: error.description))
            return nil
        }
    }

    private func isDue(_ last: inout Int64, seconds: Int64) -> Bool {
        let now = Clock.monotonic
        guard last == .min || now - last >= seconds * 1_000_000_000 else { return false }
        last = now
        return true
    }

    private func judged(
        _ rows: [ConsumerPlace: ConsumerRow], _ ends: [TopicPartition: LagJudge.Ends],
        _ committed: [ConsumerPlace: Int64], now: Moment
    ) -> [ConsumerHealth] {
        let times = shared.times.withLock { $0 }
        let ages = shared.state.withLock { $0.ages }
        let monotonic = Clock.monotonic
        var wanted: [ConsumerPlace: Int64] = [:]
        let consumers = places(Set(rows.keys)).map { place in
            let found = ends[place.partition]
            // The monitor's own rows follow what it has judged by a round of its store.
            let row = rows[place].map {
                place.pipeline == PositionStore.pipeline ? times[place.partition]?.moved($0) ?? $0 : $0
            }
            var observed = LagJudge.Observed()
            observed.standing = stalls.standing(place, row, found, now: monotonic)
            observed.said = said[place] ?? []
            observed.trend = trends.note(
                place, lag: LagJudge.lag(row, found), position: row?.nextOffset, now: monotonic)
            observed.deadLetters = letters.map { $0[place] ?? 0 }
            observed.committed = committed[place]
            return judge.judge(place, row: row, ends: found, observed: observed, now: now) { offset in
                if let time = times[place.partition]?.time(at: offset) { return time }
                wanted[place] = offset
                return ages[place]?.time(at: offset, now: monotonic)
            }
        }
        said = Dictionary(
            consumers.filter { !$0.judgement.reasons.isEmpty }.map { ($0.place, $0.judgement.codes) }
        ) { first, _ in first }
        shared.wantAges(wanted)
        forgetTimes(rows)
        return consumers
    }

    private func pipeline(_ name: String, _ consumers: [ConsumerHealth], _ build: RebuildRow?) -> PipelineHealth {
        let now = Clock.monotonic
        var health = PipelineHealth(name, consumers)
        let position = consumers.reduce(Int64(0)) { $0 &+ ($1.nextOffset ?? 0) }
        health.trend = sums.note(name, lag: health.wholeLag, position: position, now: now)
        if let build {
            let place = BuildPlace(pipeline: name, generation: build.generation)
            let trend = builds.note(place, lag: build.behind, position: build.records, now: now)
            health.rebuild = RebuildProgress(build, trend)
        }
        return health
    }

    private func keepTrends(_ found: Found, _ consumers: [ConsumerHealth], _ names: [String]) {
        trends.keep(consumers.map(\.place))
        sums.keep(names)
        guard let known = found.builds else { return }
        builds.keep(known.map { BuildPlace(pipeline: $0.key, generation: $0.value.generation) })
    }

    /// While the rows can't be read: every consumer that there was is unknown, and what Kafka says of it is still shown.
    private func sayUnknown(
        _ ends: [TopicPartition: LagJudge.Ends], _ voice: Voice, _ fault: Reason, now: Moment
    ) {
        let committed = shared.state.withLock { $0.committed }
        let consumers = places(known).map { place in
            var observed = LagJudge.Observed()
            observed.committed = committed[place]
            return judge.unreadable(place, ends: ends[place.partition], observed: observed, fault: fault)
        }
        shared.report(LagJudged(consumers: consumers))
        let names = Set(shared.settings.pipelines.map(\.name)).union(consumers.map(\.place.pipeline)).sorted()
        let pipelines = names.map { name in
            PipelineHealth(name, consumers.filter { $0.place.pipeline == name }, fault: fault)
        }
        say(Round(voice: voice, consumers: consumers, pipelines: pipelines, isBlind: true), now: now)
    }

    /// Every partition of the expected pipelines, and whatever else has a row.
    private func places(_ rows: Set<ConsumerPlace>) -> [ConsumerPlace] {
        var places = rows
        for (pipeline, topics) in shared.settings.pipelines {
            for topic in topics.map(shared.settings.topic) {
                for number in partitions[topic] ?? [] {
                    places.insert(ConsumerPlace(pipeline: pipeline, TopicPartition(topic, number)))
                }
            }
        }
        return places.sorted()
    }

    /// What every consumer has passed is asked for no more.
    private func forgetTimes(_ rows: [ConsumerPlace: ConsumerRow]) {
        var least: [TopicPartition: Int64] = [:]
        for (place, row) in rows { least[place.partition] = min(row.nextOffset, least[place.partition] ?? .max) }
        shared.times.withLock { times in
            for (partition, offset) in least { times[partition]?.forget(below: offset) }
        }
    }
}
