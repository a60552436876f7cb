import Consumers
import HTTPServer
import MessageArchiver
import Pipeline
import Service

@main
enum Main {
    static let defaults = SettingDefaults(listen: ListenAddress(host: "127.0.0.1", port: 9472))

    static let root = Command(
        "message-archiver", summary: "Keeps every event, and the state of every message, in Postgres, exactly once.",
        discussion: """
            Runs two pipelines side by side, each on its own offsets: archive keeps every record of whatsapp.messages and \
            whatsapp.lifecycle as it stood; messages folds them into whatsapp_messages with edits, revokes, reactions, \
            receipts, chats, contacts and aliases.
            """,
        options: ConsumerService.options + [
            Option.value("only", "PIPELINE", choices: ["archive", "messages"], help: "Run one of the two pipelines.")
        ],
        examples: [
            Command.Example("message-archiver", "Consume until SIGTERM."),
            Command.Example("message-archiver --only archive --until-end", "Archive what is there, then end."),
        ],
        exitCodes: [.found, .internalFault, .configuration], settings: ServiceSettings.descriptions(defaults))

    static func main() {
        Program(root, version: Version.current).run { context in
            var reader = SettingsReader(context.environment, known: ServiceSettings.descriptions(defaults))
            let settings = ServiceSettings(
                from: &reader, defaults, kafka: ConsumerSettings.kafkaRules, needs: [.database, .kafka])
            try reader.finish()
            let only = context.invocation.value("only")
            let service = ConsumerService(
                program: root.name, settings: settings,
                definitions: definitions(TopicNames(prefix: settings.topicPrefix)).filter {
                    only == nil || only == $0.name
                },
                untilEnd: context.invocation.has("until-end"))
            return await service.run(try ServiceHost(context, settings))
        }
    }

    private static func definitions(_ topics: TopicNames) -> [PipelineDefinition] {
        [
            ArchivePipeline.definition(
                messages: topics.messages, lifecycle: topics.lifecycle, group: topics.group(of: ArchivePipeline.name)),
            MessagesPipeline.definition(messages: topics.messages, group: topics.group(of: MessagesPipeline.name)),
        ]
    }
}
