internal import JSON
internal import Kafka
package import Service
internal import Topics

/// `zapline topics`: the topics as code.
package enum TopicsAction {
    /// `topics check`: whether the cluster is as the files say, result by result.
    package static func check(_ surroundings: Surroundings) async throws -> ExitCode {
        if let code = try validate(surroundings) { return code }
        let plan = try await prepare(surroundings).plan
        return show(plan, plan.report(verbose: isVerbose(surroundings)), surroundings)
    }

    /// `topics plan`: what `apply` would do, and what it would refuse.
    package static func plan(_ surroundings: Surroundings) async throws -> ExitCode {
        if let code = try validate(surroundings) { return code }
        let plan = try await prepare(surroundings).plan
        return show(plan, plan.text(verbose: isVerbose(surroundings)), surroundings)
    }

    /// `topics apply`: shows the plan, carries it out, and tells what came of it.
    package static func apply(_ surroundings: Surroundings) async throws -> ExitCode {
        if let code = try validate(surroundings) { return code }
        let (plan, admin) = try await prepare(surroundings)
        let text = plan.text(verbose: isVerbose(surroundings))
        // A mock answers no request to change something: the plan says so, and there is nothing to wait for.
        guard !surroundings.invocation.has("dry-run"), plan.hasChanges, !plan.isMock else {
            return show(plan, text, surroundings)
        }
        if !surroundings.wantsJSON { surroundings.console.output(text + "\n") }
        let applied = await TopicApplier(admin).apply(plan)
        return show(applied, applied.report(), surroundings)
    }

    /// What differs, and who can change it.
    private static func prepare(
        _ surroundings: Surroundings
    ) async throws -> (plan: TopicPlan, admin: KafkaTopicAdmin) {
        let settings = try OperatorSettings.read(surroundings.environment, needs: [.kafka])
        let topics = try topics(surroundings.invocation.value("directory"), prefix: settings.topicPrefix)
        let broker = try await Broker.reach(settings.client())
        let options = TopicPlan.Options(
            prefix: settings.topicPrefix, allowDelete: Set(surroundings.invocation.all("allow-delete")))
        let admin = KafkaTopicAdmin(broker.admin)
        do {
            return (try await TopicPlan.check(topics.topics, with: admin, options: options), admin)
        } catch let error as KafkaError { throw failure(error, broker.log) }
    }

    /// The topics of a folder, or those that this program was built with.
    static func topics(_ folder: String?, prefix: String) throws(OperationError) -> TopicSet {
        do throws(TopicFileError) {
            guard let folder else { return try TopicSet.builtIn(prefix: prefix) }
            return try TopicSet(folder: folder, prefix: prefix)
        } catch {
            throw OperationError("the topics' files can't be used:\n\(error)", exitCode: .configuration)
        }
    }

    /// The brokers answered a moment ago, so it is a permission that is missing, or they went since.
    static func failure(_ error: KafkaError, _ log: ClientLog) -> OperationError {
        OperationError(
            "the topics can't be looked at: \(error)\(log.complaint); the user needs DESCRIBE and DESCRIBE_CONFIGS on them, "
                + "and the brokers must stay up", exitCode: .unavailable)
    }

    private static func isVerbose(_ surroundings: Surroundings) -> Bool { surroundings.invocation.has("verbose") }

    private static func show(_ plan: TopicPlan, _ text: String, _ surroundings: Surroundings) -> ExitCode {
        surroundings.console.output(surroundings.wantsJSON ? plan.json.text + "\n" : text)
        return plan.isDrifted ? .found : .done
    }
}
