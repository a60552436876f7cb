import Consumers
import HTTPServer
import Service
import StatusProjector

@main
enum Main {
    static let defaults = SettingDefaults(listen: ListenAddress(host: "127.0.0.1", port: 9471), lanes: 2)

    static let root = Command(
        "status-projector", summary: "Carries session lifecycle and heartbeats from Kafka into Postgres, exactly once.",
        discussion: """
            Reads whatsapp.lifecycle and whatsapp.heartbeats, and keeps whatsapp_instances, whatsapp_sessions and \
            whatsapp_instance_events. Run as many as there are partitions; they share them out.
            """,
        options: ConsumerService.options,
        examples: [
            Command.Example("status-projector", "Consume until SIGTERM."),
            Command.Example("status-projector --until-end", "Apply what is there, then end."),
        ],
        exitCodes: [.found, .internalFault, .configuration], settings: ServiceSettings.descriptions(defaults))

    static func main() {
        Program(root, version: Version.current).run { context in
            var reader = SettingsReader(context.environment, known: ServiceSettings.descriptions(defaults))
            let settings = ServiceSettings(
                from: &reader, defaults, kafka: ConsumerSettings.kafkaRules, needs: [.database, .kafka])
            try reader.finish()
            let topics = TopicNames(prefix: settings.topicPrefix)
            let pipeline = StatusPipeline.definition(
                lifecycle: topics.lifecycle, heartbeats: topics.heartbeats, group: topics.group(of: StatusPipeline.name)
            )
            let service = ConsumerService(
                program: root.name, settings: settings, definitions: [pipeline],
                untilEnd: context.invocation.has("until-end"))
            return await service.run(try ServiceHost(context, settings))
        }
    }
}
