internal import Consumers
internal import HealthMonitor
internal import Kafka
package import Service

/// `zapline health`.
package enum HealthAction {
    /// The kinds of subjects.
    package static let kinds = HealthKind.allCases.map(\.rawValue)
    /// The verdicts, the gravest first.
    package static let verdicts = Verdict.allCases.sorted(by: >).map(\.rawValue)
    /// The codes of reasons.
    package static let codes = ReasonCode.allCases.map(\.rawValue)

    /// `health watch`.
    package static func watch(_ surroundings: Surroundings) async throws -> ExitCode {
        let invocation = surroundings.invocation
        let settings = try OperatorSettings.read(surroundings.environment, needs: [.kafka])
        let name = TopicNames(prefix: settings.topicPrefix).health
        let filter = HealthFilter(invocation)
        let wish = HealthWatch.Wish(filter: filter, isOnce: invocation.has("once"), isJSON: surroundings.wantsJSON)
        let text = HealthText(prefix: settings.topicPrefix, topic: name, filter: filter)
        while true {
            let bounds = try await HealthTopic.bounds(name, settings)
            let client = settings.client()
            do {
                return try await Blocking.run {
                    let log = ClientLog()
                    let topic = try HealthTopic(bounds, client, log: log)
                    return try HealthWatch(wish, text, topic, log, surroundings).run()
                }
            } catch is HealthTopic.Cut {
                // Made anew, or cut: the only truth is what it has now.
                continue
            } catch let error as KafkaError {
                throw Broker.failure(error, client, ClientLog())
            }
        }
    }
}
