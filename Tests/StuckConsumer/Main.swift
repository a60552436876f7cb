import Bytes
import Consumers
import Glibc
import HTTPServer
import Pipeline
import Postgres
import Service

/// Applies nothing, and never comes back from a record whose key is `hang`.
final class HangingHandler: Handler {
    let sessionSetup = ""

    func write(_ records: RecordSelection, found: QueryResult?, into output: inout HandlerOutput) {
        records.forEach { _, record in
            while record.key?.string == "hang" { pause() }
        }
    }
}

/// A consumer with two pipelines, of which the first can be made to hang, and a watchdog that is quick to bite.
@main
enum Main {
    static let defaults = SettingDefaults(listen: ListenAddress(host: "127.0.0.1", port: 0))
    static let root = Command("stuck-consumer", summary: "Hangs at a record whose key is `hang`.")

    static func main() {
        Program(root, version: Version.current).run { context in
            var reader = SettingsReader(context.environment, known: ServiceSettings.descriptions(defaults))
            let settings = ServiceSettings(from: &reader, defaults, kafka: ConsumerSettings.kafkaRules, needs: [.kafka])
            try reader.finish()
            let topics = TopicNames(prefix: settings.topicPrefix)
            let definitions = [("hanging", topics.messages), ("healthy", topics.lifecycle)].map { name, topic in
                PipelineDefinition(name: name, topics: [topic], group: topics.group(of: name)) { _ in HangingHandler() }
            }
            var bounds = Watchdog.Bounds()
            // Longer than the claimer rests between two rounds.
            bounds.notReady = .seconds(3)
            bounds.failed = .seconds(8)
            bounds.end = .seconds(14)
            let service = ConsumerService(
                program: root.name, settings: settings, definitions: definitions, untilEnd: false, watchdog: bounds)
            return await service.run(try ServiceHost(context, settings))
        }
    }
}
