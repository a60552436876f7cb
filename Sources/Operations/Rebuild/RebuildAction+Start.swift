internal import JSON
internal import Pipeline
internal import Postgres
package import Service

extension RebuildAction {
    /// `rebuild start`.
    package static func start(_ surroundings: Surroundings) async throws -> ExitCode {
        let settings = try OperatorSettings.read(surroundings.environment, needs: [.database, .kafka])
        let options = try RebuildOptions(
            surroundings.invocation, environment: surroundings.environment, prefix: settings.topicPrefix)
        let isDryRun = surroundings.invocation.has("dry-run")
        let preparation = try await RebuildPreparation.make(options, isDryRun: isDryRun, settings)
        show(preparation.plan, options, isDryRun: isDryRun, surroundings)
        try refuseLate(preparation.plan)
        if isDryRun { return .done }
        let work = RebuildWork(
            pipeline: options.pipeline, title: preparation.plan.title, pace: options.pace, isPlain: options.isPlain,
            settings: settings, surroundings: surroundings)
        let owner = OperatorAct.login(surroundings.environment)
        var result = try await work.run(whenRead: options.promotion.map { _ in comparing }) { job -> RebuildResult in
            let rebuild = try preparation.enter(job, owner: owner)
            guard let act = options.promotion else {
                return RebuildResult(rebuild, read: try job.read(rebuild))
            }
            let promoting = Promoting(act: act, isAgreed: true, surroundings: surroundings)
            return RebuildResult(rebuild, promotion: try promoting.run(job, rebuild))
        }
        if result.promotion == nil {
            let name = (options.pipeline, preparation.plan.generation)
            result.letters = try await Database.use(settings.session()) { try letters(of: name, on: &$0) }
        }
        surroundings.console.output(
            surroundings.wantsJSON ? result.json.text + "\n" : result.text(width: surroundings.output.width))
        return result.exitCode
    }

    /// How many records a build could not apply.
    private static func letters(
        of build: (pipeline: String, generation: Int32), on connection: inout Connection
    ) throws(PostgresError) -> Int {
        let rows = try connection.query(
            "SELECT count(*) FROM zapline.dead_letters WHERE pipeline = $1 AND generation = $2 AND state = 'open'",
            [.text(build.pipeline), .integer(Int64(build.generation))])
        return Int(rows.integer(0, 0) ?? 0)
    }

    /// What is said before a silence.
    static let comparing = "comparing with the live tables, which takes a while"

    private static func show(
        _ plan: RebuildPlan, _ options: RebuildOptions, isDryRun: Bool, _ surroundings: Surroundings
    ) {
        if surroundings.wantsJSON {
            if isDryRun { surroundings.console.output(plan.json.text + "\n") }
            return
        }
        if plan.resumed != nil, options.hasFrom {
            say("It goes on where it stands; --from counts only for a new one.", surroundings)
        }
        surroundings.console.output(plan.text(width: surroundings.output.width))
    }

    /// Who promotes one that knows less than live must have seen how much less.
    private static func refuseLate(_ plan: RebuildPlan) throws(OperationError) {
        guard plan.promotion != nil, plan.beginsLate else { return }
        throw OperationError(
            "\(plan.title) knows less than the live tables, so --promote doesn't do: start it without, and look at "
                + "`zapline rebuild promote \(plan.pipeline) --accept-late-start --dry-run` then", exitCode: .found)
    }
}
