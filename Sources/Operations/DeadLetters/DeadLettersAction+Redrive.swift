internal import JSON
internal import Pipeline
internal import Postgres
package import Service

extension DeadLettersAction {
    /// `dead-letters redrive`.
    package static func redrive(_ surroundings: Surroundings) async throws -> ExitCode {
        let (invocation, isDryRun) = (surroundings.invocation, surroundings.invocation.has("dry-run"))
        let act = try OperatorAct(invocation, environment: surroundings.environment)
        let settings = try OperatorSettings.read(surroundings.environment, needs: [.database])
        let selection = try LetterSelection(invocation, prefix: settings.topicPrefix)
        let states = selection.states(forRedrive: true)
        let letters = try await Database.use(settings.session()) { try selection.letters(states, on: &$0) }
        guard try await mayGoOn(letters, selection, "Redrive", surroundings) else { return .done }
        let run = isDryRun ? nil : try await begin("dead-letters-redrive", selection, letters.count, act, settings)
        let redrive = Redrive(settings: settings, states: states, act: act, run: run, stop: surroundings.stop)
        let report = try await carry(letters, redrive, surroundings)
        if let run { try await end(run, report, settings) }
        surroundings.console.output(
            surroundings.wantsJSON
                ? report.json.text + "\n" : report.text(prefix: settings.topicPrefix, width: surroundings.output.width))
        return report.hasFailures ? .found : .done
    }

    /// Carries the letters on a thread that may block; what was done before an error is told with it.
    private static func carry(
        _ letters: [DeadLetter], _ redrive: Redrive, _ surroundings: Surroundings
    ) async throws -> RedriveReport {
        let (isDryRun, stop) = (redrive.run == nil, surroundings.stop)
        let progress = LateProgress(
            Progress(
                title: "dead letters", unit: "letters", total: letters.count, terminal: surroundings.errors,
                write: surroundings.console.error))
        return try await Blocking.run {
            var report = RedriveReport(isDryRun: isDryRun)
            do {
                try redrive.carry(letters) { letter, outcome in
                    report.lines.append(RedriveReport.Line(letter: letter, outcome: outcome))
                    progress.update(report.lines.count)
                }
            } catch let error as PostgresError {
                throw OperationError(
                    "\(Database.failure(error)); \(report.count("applied")) letters were applied before, each by itself and for "
                        + "good: run the same again for the others", exitCode: .unavailable)
            }
            progress.finish(report.lines.count)
            report.isStopped = stop.isRequested && report.lines.count < letters.count
            return report
        }
    }

    /// `dead-letters discard`.
    package static func discard(_ surroundings: Surroundings) async throws -> ExitCode {
        let act = try OperatorAct(surroundings.invocation, environment: surroundings.environment)
        let settings = try OperatorSettings.read(surroundings.environment, needs: [.database])
        let selection = try LetterSelection(surroundings.invocation, prefix: settings.topicPrefix)
        let letters = try await Database.use(settings.session()) { try selection.letters(["open"], on: &$0) }
        guard try await mayGoOn(letters, selection, "Discard", surroundings) else { return .done }
        if surroundings.invocation.has("dry-run") {
            surroundings.console.output(
                surroundings.wantsJSON
                    ? JSONValue.array(letters.map { .object($0.facts) }).text + "\n"
                    : text(
                        letters, total: letters.count, prefix: settings.topicPrefix, width: surroundings.output.width))
            return .done
        }
        let count = try await Database.use(settings.session()) { try discard(selection, act, on: &$0) }
        let answer: JSONValue = ["discarded": .integer(count)]
        surroundings.console.output(
            surroundings.wantsJSON ? answer.text + "\n" : "\(ProgressLine.grouped(count)) discarded\n")
        return .done
    }

    /// All of them, with their audit rows, in one transaction.
    private static func discard(
        _ selection: LetterSelection, _ act: OperatorAct, on connection: inout Connection
    ) throws(PostgresError) -> Int {
        try connection.execute("BEGIN ISOLATION LEVEL READ COMMITTED; SET LOCAL synchronous_commit = on")
        let run = try act.record(
            "dead-letters-discard", selection.text, ["filter": .string(selection.text)], on: &connection)
        let rows = try connection.query(
            """
            WITH taken AS (
                UPDATE zapline.dead_letters d SET state = 'discarded', changed_at = clock_timestamp()
                WHERE \(LetterSelection.condition)
                RETURNING d.pipeline, d.generation, d.topic, d.log_id, d.topic_partition, d.topic_offset, d.reason),
            noted AS (
                INSERT INTO zapline.audit_log (actor, reason, action, subject, details)
                SELECT $8, $9, 'dead-letter-discarded', pipeline || ' ' || topic || '/' || topic_partition || '/' || topic_offset,
                       jsonb_build_object('run', $10::bigint, 'generation', generation, 'log_id', log_id, 'letter_reason', reason)
                FROM taken)
            SELECT count(*) FROM taken
            """, selection.parameters(["open"]) + [.text(act.actor), .text(act.reason), .integer(run)])
        let count = rows.integer(0, 0) ?? 0
        try connection.query(
            "UPDATE zapline.audit_log SET details = details || jsonb_build_object('discarded', $1::bigint) WHERE audit_id = $2",
            [.integer(count), .integer(run)])
        try connection.execute("COMMIT")
        return Int(count)
    }

    /// Says which letters are meant, and asks, where there is something to ask for.
    private static func mayGoOn(
        _ letters: [DeadLetter], _ selection: LetterSelection, _ verb: String, _ surroundings: Surroundings
    ) async throws -> Bool {
        if surroundings.invocation.has("dry-run") { return true }
        if letters.isEmpty {
            surroundings.console.output(
                surroundings.wantsJSON
                    ? "{\"counts\":{},\"letters\":[]}\n" : "no open letter is meant by \(selection.text)\n")
            return false
        }
        let what = "\(ProgressLine.grouped(letters.count)) dead letters (\(selection.text))"
        if !surroundings.invocation.has("yes") { surroundings.console.error(DisplayWidth.printable(what) + "\n") }
        if try await Consent.isGiven("\(verb) them?", surroundings) { return true }
        surroundings.console.output("nothing was changed\n")
        return false
    }

    /// The run's own audit row: what was meant; each letter's row names it.
    private static func begin(
        _ action: String, _ selection: LetterSelection, _ count: Int, _ act: OperatorAct, _ settings: ServiceSettings
    ) async throws -> Int64 {
        try await Database.use(settings.session()) {
            try act.record(
                action, selection.text, ["filter": .string(selection.text), "letters": .integer(count)], on: &$0)
        }
    }

    private static func end(_ run: Int64, _ report: RedriveReport, _ settings: ServiceSettings) async throws {
        let summary = report.summary.text
        try await Database.use(settings.session()) { connection in
            _ = try connection.query(
                "UPDATE zapline.audit_log SET details = details || $1::jsonb WHERE audit_id = $2",
                [.text(summary), .integer(run)])
        }
    }
}
