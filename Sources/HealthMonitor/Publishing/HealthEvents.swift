import Events
import JSON

/// The events of `whatsapp.health` (contract §5), each of them the whole truth about its subject.
package enum HealthEvents {
    /// The source of all events of ours; the same for every monitor, so that ids mean the same whoever is active.
    static let source = "/zapline/health-monitor"

    /// What an event is about.
    package enum Subject: Hashable, Sendable {
        case session(String)
        case consumer(pipeline: String, topic: String, partition: Int32)
        case pipeline(String)
        case monitor(String)

        /// Subject and key.
        package var text: String {
            switch self {
            case .session(let instance): "session/\(instance)"
            case .consumer(let pipeline, let topic, let partition): "consumer/\(pipeline)/\(topic)/\(partition)"
            case .pipeline(let name): "pipeline/\(name)"
            case .monitor(let id): "monitor/\(id)"
            }
        }

        var type: String {
            switch self {
            case .session: "whatsapp.health.session"
            case .consumer: "whatsapp.health.consumer"
            case .pipeline: "whatsapp.health.pipeline"
            case .monitor: "whatsapp.health.monitor"
            }
        }
    }

    /// The event that says how `subject` stands.
    ///
    /// - parameter change: counts what was published about this subject; with it the id is the same however often the event is sent.
    static func event(
        _ subject: Subject, change: String, _ judgement: Judgement, since: Moment, at observed: Moment,
        facts: [JSONValue.Member]
    ) -> CloudEvent {
        let head: [JSONValue.Member] = [
            .init(name: "verdict", value: .string(judgement.verdict.rawValue)),
            .init(name: "since", value: .time(since)),
            .init(name: "observedAt", value: .time(observed)),
            .init(name: "reasons", value: .array(judgement.reasons.map(\.json))),
        ]
        return CloudEvent(
            id: StableID.of(subject.text, change), source: source, type: subject.type, subject: subject.text,
            time: observed,
            data: .object(head + facts))
    }
}
