internal import Consumers
internal import JSON
internal import JSONSchema
internal import Kafka
internal import Pipeline
package import Service
internal import Topics

/// `zapline contract`: what producers send, held against what was agreed.
package enum ContractAction {
    /// The topics that can be looked at.
    package static let topics = ContractTopic.allCases.map(\.rawValue)
    /// How many records of each topic are looked at where the command line doesn't say.
    package static let usual = SampleChoice.usual

    /// `contract check`.
    package static func check(_ surroundings: Surroundings) async throws -> ExitCode {
        let invocation = surroundings.invocation
        let choice = try SampleChoice(invocation)
        let limit = try invocation.integer("limit", in: 1...ContractReport.kindLimit, default: 100)
        let settings = try OperatorSettings.read(surroundings.environment, needs: [.kafka])
        let names = TopicNames(prefix: settings.topicPrefix)
        let asked = try asked(invocation, names)
        let schemas = try schemas(invocation.value("directory"))
        let broker = try await Broker.reach(settings.client())
        let (topics, missing) = try present(asked, names, broker)
        let plan = try await SamplePlan.make(choice, of: topics.map { $0.name(names) }, broker)
        var report = try await look(at: plan, schemas, names, settings, surroundings, ContractReport(topics))
        for place in plan.unknown { report.remark("\(place): no broker says where its log ends", isIncomplete: true) }
        for topic in missing { report.remark("\(topic) isn't there", isIncomplete: false) }
        surroundings.console.output(
            surroundings.wantsJSON
                ? report.json(names: { $0.name(names) }, limit: limit).text + "\n"
                : report.text(prefix: settings.topicPrefix, limit: limit, width: surroundings.output.width))
        // A look that was stopped has not found that all is well.
        return report.isBroken ? .found : report.isIncomplete || report.isStopped ? .unavailable : .done
    }

    /// The topics that the command line names, in the contract's order; empty: it names none.
    private static func asked(_ invocation: Invocation, _ names: TopicNames) throws(UsageError) -> Set<ContractTopic> {
        var asked: Set<ContractTopic> = []
        for word in invocation.all("topic") {
            guard let topic = ContractTopic(word, names: names) else {
                throw UsageError(
                    "--topic=\(word): the contract has \(topics.joined(separator: ", "))", path: invocation.path)
            }
            asked.insert(topic)
        }
        return asked
    }

    private static func schemas(_ folder: String?) throws(OperationError) -> ContractSchemas {
        do {
            return try ContractSchemas(folder.map { try SchemaFiles.read(folder: $0) } ?? SchemaFiles.builtIn())
        } catch { throw OperationError("the schemas can't be used: \(error)", exitCode: .configuration) }
    }

    /// Those that are there, and the names of the others: one that was asked for by name must be there.
    private static func present(
        _ asked: Set<ContractTopic>, _ names: TopicNames, _ broker: Broker
    ) throws(UnavailableError) -> (topics: [ContractTopic], missing: [String]) {
        try broker.require(Set(asked.map { $0.name(names) }))
        let wanted = ContractTopic.allCases.filter { asked.isEmpty || asked.contains($0) }
        let there = wanted.filter { broker.metadata.topic($0.name(names)).map { $0.error == nil } ?? false }
        guard !there.isEmpty else {
            try broker.require(Set(wanted.map { $0.name(names) }))
            return ([], [])
        }
        let missing = wanted.filter { !there.contains($0) }.map { $0.name(names) }
        return (there, missing)
    }

    private static func look(
        at plan: SamplePlan, _ schemas: ContractSchemas, _ names: TopicNames, _ settings: ServiceSettings,
        _ surroundings: Surroundings, _ empty: ContractReport
    ) async throws -> ContractReport {
        let progress = LateProgress(
            Progress(
                title: "contract", unit: "records", total: plan.count, terminal: surroundings.errors,
                write: surroundings.console.error))
        let (client, stop, maxEventBytes) = (settings.client(), surroundings.stop, settings.maxEventBytes.bytes)
        return try await Blocking.run {
            var report = empty
            let log = ClientLog()
            let checker = RecordChecker(schemas, maxEventBytes: maxEventBytes)
            do throws(KafkaError) {
                let reader = try SampleReader(client, log: log)
                let isWhole = try reader.read(plan.stretches, stop: stop, progress: progress.update) { place, record in
                    guard let topic = ContractTopic(place.topic, names: names) else { return }
                    let found = RecordPlace(
                        topic: place.topic, partition: Int64(place.partition), offset: record.place.offset)
                    report.add(checker.check(record, on: topic), on: topic, at: found)
                }
                report.isStopped = !isWhole
                for (place, reason) in reader.unread.sorted(by: { $0.key < $1.key }) {
                    report.remark("\(place) was not read to its end: \(reason)", isIncomplete: true)
                }
            } catch {
                // What was found counts, whatever became of the rest.
                guard report.total.records == 0 else {
                    report.remark("the log can't be read on: \(error)\(log.complaint)", isIncomplete: true)
                    return report
                }
                throw UnavailableError(
                    "the log can't be read on: \(error)\(log.complaint); \(report.total.records) records were read before"
                )
            }
            progress.finish(report.total.records)
            return report
        }
    }
}
