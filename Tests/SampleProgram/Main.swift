import Glibc
import HTTPServer
import Service
import Telemetry

/// A service that does nothing but wait, for the tests of signals and exit codes.
@main
enum Main {
    static let root = Command(
        "sample-program", summary: "Waits until it is asked to stop.",
        options: [
            Option.flag("stubborn", help: "Don't stop when asked."),
            Option.value("deadline", "DURATION", default: "25s", help: "How long stopping may take."),
            Option.flag("fail", help: "Fail at once."),
        ],
        exitCodes: [.internalFault, .configuration], settings: ServiceSettings.descriptions(.none))

    static func main() {
        Program(root, version: "1.2.3").run { context in
            var reader = SettingsReader(context.environment, known: ServiceSettings.descriptions(.none))
            let settings = ServiceSettings(
                from: &reader, .none, kafka: KafkaRules(isProperty: { $0 == "sasl.mechanism" }))
            let deadline = try context.invocation.duration("deadline", default: .seconds(25))
            try reader.finish()
            let host = try ServiceHost(context, settings)
            return await host.run(health: { HealthReport() }, deadline: deadline) {
                if context.invocation.has("fail") { throw UnavailableError("the broker is not there") }
                await context.stop.wait()
                if context.invocation.has("stubborn") { await StopRequest().wait() }
                return .done
            }
        }
    }
}
