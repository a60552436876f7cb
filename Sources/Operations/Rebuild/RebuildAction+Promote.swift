internal import JSON
internal import Pipeline
internal import Postgres
package import Service

extension RebuildAction {
    /// `rebuild promote`.
    package static func promote(_ surroundings: Surroundings) async throws -> ExitCode {
        let invocation = surroundings.invocation
        let act = try OperatorAct(
            invocation, environment: surroundings.environment, otherwise: "a rebuild takes live's place")
        let pace = try ReplayPace(invocation)
        if !invocation.has("dry-run") { try Consent.requireSomebody(surroundings) }
        let settings = try OperatorSettings.read(surroundings.environment, needs: [.database, .kafka])
        let pipeline = invocation.arguments.first ?? ""
        let row = try await Database.use(settings.session()) { try RebuildRow.open(pipeline, on: &$0) }
        guard let row, row.kind == "rebuild" else {
            throw OperationError(
                "no rebuild of \(pipeline) is under way; `zapline rebuild start \(pipeline)` begins one",
                exitCode: .found)
        }
        try row.checkMaker()
        guard !row.beginsLate || invocation.has("accept-late-start") else {
            return print(PromotionReport(late: row), surroundings)
        }
        let work = RebuildWork(
            pipeline: pipeline, title: row.name, pace: pace, isPlain: invocation.has("plain"),
            settings: settings,
            surroundings: surroundings)
        let promoting = Promoting(act: act, isAgreed: false, surroundings: surroundings)
        let report = try await work.run(whenRead: comparing) { job -> PromotionReport in
            guard let rebuild = try job.active(), rebuild.generation == row.generation else {
                throw OperationError("\(row.name) ended meanwhile; nothing was changed, look again", exitCode: .found)
            }
            return try promoting.run(job, rebuild)
        }
        if report.outcome == .planned, !invocation.has("dry-run") {
            surroundings.console.error("nothing was changed\n")
            return .done
        }
        return print(report, surroundings)
    }

    private static func print(_ report: PromotionReport, _ surroundings: Surroundings) -> ExitCode {
        surroundings.console.output(
            surroundings.wantsJSON ? report.json.text + "\n" : report.text(width: surroundings.output.width))
        return report.exitCode
    }
}

extension PromotionReport {
    /// A build that knows less than live does.
    init(late row: RebuildRow) {
        self.init(pipeline: row.pipeline, generation: row.generation, outcome: .refused)
        failures = [
            "it begins later than live's history, or records between are gone, so that some of its rows know less than live's: "
                + "--accept-late-start promotes it all the same, and --dry-run with it counts what would change"
        ]
    }
}
