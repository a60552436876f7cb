internal import Events
internal import JSON
internal import Kafka
package import Service

/// `zapline instances`.
package enum InstancesAction {
    /// The words that `set-status` takes.
    package static let statusNames = StatusOverride.Status.allCases.map(\.rawValue)

    /// `instances list`.
    package static func list(_ surroundings: Surroundings) async throws -> ExitCode {
        let settings = try OperatorSettings.read(surroundings.environment, needs: [.database])
        let list = try await Database.use(settings.session()) { try InstanceList(&$0) }
        surroundings.console.output(
            surroundings.wantsJSON ? list.json.text + "\n" : list.text(width: surroundings.output.width))
        return .done
    }

    /// `instances set-status`.
    package static func setStatus(_ surroundings: Surroundings) async throws -> ExitCode {
        let wish = try StatusOverride(surroundings.invocation, environment: surroundings.environment)
        let settings = try OperatorSettings.read(surroundings.environment, needs: [.kafka])
        let now = surroundings.now()
        var ids = ULIDMaker()
        let event = wish.event(id: ids.next(at: now).description, at: now)
        guard try await isAgreed(event, settings, surroundings) else {
            surroundings.console.output("nothing was published\n")
            return .done
        }
        let broker = try await Broker.reach(settings.client())
        let topic = settings.topicPrefix + "lifecycle"
        try broker.require([topic])
        let delivery = try await deliver(event, settings)
        surroundings.console.output(
            "published \(event.type) for \(DisplayWidth.printable(wish.instance)): \(topic)/\(delivery.partition)"
                + "\(delivery.offset.map { "/\($0)" } ?? ""), id \(event.id)\n")
        return .done
    }

    private static func deliver(_ event: CloudEvent, _ settings: ServiceSettings) async throws -> Delivery {
        let (client, log) = (settings.client(), ClientLog())
        let record = RoutedEvent(topicName: "lifecycle", key: Array(event.key.utf8), value: event.structured())
            .record(prefix: settings.topicPrefix)
        do throws(KafkaError) {
            return try await Producer(client, log: log.handler).deliver(record)
        } catch { throw Broker.failure(error, client, log) }
    }

    /// Shows what would be published, and asks.
    private static func isAgreed(
        _ event: CloudEvent, _ settings: ServiceSettings, _ surroundings: Surroundings
    ) async throws -> Bool {
        if !surroundings.invocation.has("yes") {
            surroundings.console.output(
                "to \(settings.topicPrefix)lifecycle: \(DisplayWidth.printable(event.json.text))\n")
        }
        return try await Consent.isGiven("Publish it?", surroundings)
    }
}
