internal import JSON
internal import Kafka
internal import Postgres
package import Service

/// `zapline offsets`.
package enum OffsetsAction {
    /// The pipelines that have offsets.
    package static let pipelines = PipelineNames.all

    /// `offsets show`.
    package static func show(_ surroundings: Surroundings) async throws -> ExitCode {
        let settings = try OperatorSettings.read(surroundings.environment, needs: [.database])
        let (pipeline, hasAllLives) = (surroundings.invocation.value("pipeline"), surroundings.invocation.has("all"))
        let rows = try await Database.use(settings.session()) {
            try OffsetRow.list(pipeline: pipeline, isCurrentOnly: !hasAllLives, on: &$0)
        }
        let (bounds, note) = await ends(of: rows, settings)
        let report = OffsetsReport(
            rows: rows, bounds: bounds, note: note, prefix: settings.topicPrefix, hasAllLives: hasAllLives)
        surroundings.console.output(
            surroundings.wantsJSON ? report.json.text + "\n" : report.text(width: surroundings.output.width))
        return rows.contains { $0.isHalted && $0.isCurrent && $0.isLive } ? .found : .done
    }

    /// What the broker says; it is no fault here that it says nothing.
    private static func ends(
        of rows: [OffsetRow], _ settings: ServiceSettings
    ) async -> (bounds: [TopicPartition: LogBounds], note: String?) {
        guard settings.kafka.bootstrapServers != nil else {
            return ([:], "KAFKA_BOOTSTRAP_SERVERS is not set, so nobody was asked where the logs end")
        }
        do {
            let places = Set(rows.filter(\.isCurrent).map(\.place)).sorted()
            let broker = try await Broker.reach(settings.client(), timeout: .seconds(3))
            let bounds = try await LogBounds.read(places, broker.admin)
            let missing = places.filter { bounds[$0] == nil }
            return (
                bounds,
                missing.isEmpty
                    ? nil : "no broker tells the end of \(missing.map(\.description).joined(separator: ", "))"
            )
        } catch { return ([:], "\(error)") }
    }

    /// `offsets set`.
    package static func set(_ surroundings: Surroundings) async throws -> ExitCode {
        let invocation = surroundings.invocation
        let act = try OperatorAct(invocation, environment: surroundings.environment)
        let settings = try OperatorSettings.read(surroundings.environment, needs: [.database, .kafka])
        guard invocation.arguments.count == 3, let target = OffsetMove.Target(invocation.arguments[2]) else {
            throw UsageError("give earliest, latest or an offset, a whole number from 0 on", path: invocation.path)
        }
        let pipeline = invocation.arguments[0]
        let place = try TopicPartition(invocation.arguments[1], prefix: settings.topicPrefix, path: invocation.path)
        let topics = PipelineNames.topics(of: pipeline, prefix: settings.topicPrefix)
        guard topics.contains(place.topic) else {
            throw UsageError(
                "\(pipeline) doesn't read \(place.topic); it reads \(topics.joined(separator: ", "))",
                path: invocation.path)
        }
        let log = try await TopicLog.read(place.topic, Broker.reach(settings.client()))
        guard let bounds = log.bounds[place.partition] else { throw OffsetMove.missing(place, log) }
        let row = try await Database.use(settings.session()) { try OffsetRow.current(pipeline, place, on: &$0) }
        let plan = try OffsetMove(target, of: pipeline, place, row: row, bounds, cluster: log.clusterID)
        surroundings.console.output("\(pipeline) \(place) \(plan.consequence)\n")
        guard try await mayGoOn("Set it?", surroundings) else { return .done }
        // Whoever said yes beforehand didn't see where it stood.
        let shown: Int64?? = invocation.has("yes") ? nil : .some(row?.next)
        let done = try await Database.use(settings.session()) {
            try OffsetMove.perform(target, of: pipeline, place, log, shown: shown, by: act, on: &$0)
        }
        surroundings.console.output(
            "set to \(done.move.to), audit row \(done.audit); a running consumer claims it again by itself\n")
        return .done
    }

    /// `offsets new-log`.
    package static func newLog(_ surroundings: Surroundings) async throws -> ExitCode {
        let act = try OperatorAct(surroundings.invocation, environment: surroundings.environment)
        let settings = try OperatorSettings.read(surroundings.environment, needs: [.database, .kafka])
        let topic = TopicPartition.topic(surroundings.invocation.arguments[0], prefix: settings.topicPrefix)
        let log = try await TopicLog.read(topic, Broker.reach(settings.client()))
        let plan = try await Database.use(settings.session()) { try NewLog(log, on: &$0) }
        for line in TextWrap.wrap(plan.consequence, width: surroundings.output.width) {
            surroundings.console.output(DisplayWidth.printable(line) + "\n")
        }
        guard try await mayGoOn("Begin it?", surroundings) else { return .done }
        let done = try await Database.use(settings.session()) { try NewLog.perform(plan, by: act, on: &$0) }
        surroundings.console.output(
            "\(topic) is in its life \(done.id) now, audit row \(done.audit); running consumers claim it again by themselves\n"
        )
        return .done
    }

    private static func mayGoOn(_ question: String, _ surroundings: Surroundings) async throws -> Bool {
        if surroundings.invocation.has("dry-run") { return false }
        if try await Consent.isGiven(question, surroundings) { return true }
        surroundings.console.output("nothing was changed\n")
        return false
    }
}
