internal import Kafka
internal import Pipeline
internal import Postgres
internal import Service

/// What is found out before a build begins or goes on.
struct RebuildPreparation: Sendable {
    var plan: RebuildPlan
    /// Where a new one begins; nil: one goes on.
    var start: RebuildStart?

    /// Looks at what is under way, at archive and log.
    ///
    /// - throws: why it can't begin.
    static func make(
        _ options: RebuildOptions, isDryRun: Bool, _ settings: ServiceSettings
    ) async throws -> RebuildPreparation {
        let (pipeline, prefix) = (options.pipeline, settings.topicPrefix)
        let found = try await Database.use(settings.session()) { connection throws -> Found in
            guard let open = try RebuildRow.open(pipeline, on: &connection) else {
                return .last(try BuildGeneration.last(pipeline, on: &connection))
            }
            return .open(open, try RebuildPosition.read(open, on: &connection))
        }
        switch found {
        case .open(let open, let positions):
            try check(open, options, isDryRun: isDryRun)
            return RebuildPreparation(
                plan: RebuildPlan(open, at: positions, prefix: prefix, promotion: options.promotion))
        case .last(let last):
            let generation = try BuildGeneration.choose(asked: options.generation, last: last, pipeline: pipeline)
            let broker = try await Broker.reach(settings.client())
            var time: Int64?
            if case .time(let moment) = options.from { time = moment }
            let facts = try await StartFacts.read(pipeline, time: time, settings, broker)
            let start = try RebuildStart(options.from, facts)
            return RebuildPreparation(
                plan: RebuildPlan(
                    start, of: pipeline, generation: generation, prefix: prefix, promotion: options.promotion),
                start: start)
        }
    }

    /// The build that was shown, begun where it is a new one.
    ///
    /// - throws: where something else is under way by now.
    func enter(_ job: RebuildJob, owner: String) throws -> Rebuild {
        let active = try job.active()
        guard let start else {
            if let active, active.generation == plan.generation { return active }
            throw OperationError("\(plan.title) ended meanwhile; nothing was done, look again", exitCode: .found)
        }
        guard active == nil else {
            throw OperationError("a build of \(plan.pipeline) was begun meanwhile; look again", exitCode: .found)
        }
        let rebuild = Rebuild(plan.pipeline, generation: plan.generation, .rebuild, start, owner: owner)
        try job.begin(rebuild)
        return rebuild
    }

    private enum Found: Sendable {
        case open(RebuildRow, [RebuildPosition])
        case last(Int32)
    }

    private static func check(_ open: RebuildRow, _ options: RebuildOptions, isDryRun: Bool) throws(OperationError) {
        if open.kind != "rebuild" {
            throw OperationError(
                "\(open.name) is \(open.word): it ends by itself, or `zapline rebuild abandon \(open.pipeline)` drops it",
                exitCode: .found)
        }
        try BuildGeneration.check(asked: options.generation, open)
        try open.checkMaker()
        if !isDryRun, let worker = open.worker {
            throw OperationError("\(open.name) is worked on by \(worker.text) already", exitCode: .unavailable)
        }
    }
}
