import Consumers
import HTTPServer
import Service

@main
enum Main {
    static let defaults = SettingDefaults(listen: ListenAddress(host: "127.0.0.1", port: 9473))

    static let root = Command(
        "health-monitor", summary: "Judges sessions, consumers and the pipeline, and says so on whatsapp.health.",
        discussion: """
            Reads every topic and the consumers' offsets, publishes verdicts to whatsapp.health and reconnect commands to \
            whatsapp.commands, and serves a status page at /. One monitor is active under a lease; others stand by and take \
            over within 15 seconds.
            """,
        options: ConsumerService.options + [
            .flag(
                "no-canary",
                help:
                    "Publish no whatsapp.canary. One a half minute, of about 400 bytes, goes to whatsapp.messages and into the archive, "
                    + "and tells whether the whole way works.")
        ],
        examples: [
            Command.Example("health-monitor", "Watch until SIGTERM."),
            Command.Example("curl -s 127.0.0.1:9473/api/health", "The page's content as JSON."),
        ],
        exitCodes: [.internalFault, .configuration], settings: ServiceSettings.descriptions(defaults))

    static func main() {
        Program(root, version: Version.current).run { context in
            var reader = SettingsReader(context.environment, known: ServiceSettings.descriptions(defaults))
            let settings = ServiceSettings(
                from: &reader, defaults, kafka: ConsumerSettings.kafkaRules, needs: [.database, .kafka])
            if !settings.listen.isLoopback, !reader.isSet("ZAPLINE_HTTP_TOKEN") {
                reader.problem(
                    "ZAPLINE_HTTP_TOKEN", "is not set, and \(settings.listen) can be reached from other machines",
                    remedy: "set one (openssl rand -hex 16), or listen on 127.0.0.1")
            }
            try reader.finish()
            return await MonitorService(
                settings, untilEnd: context.invocation.has("until-end"),
                hasCanary: !context.invocation.has("no-canary")
            )
            .run(try ServiceHost(context, settings))
        }
    }
}
