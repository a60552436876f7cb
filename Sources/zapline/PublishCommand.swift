import Operations
import Service

extension Zapline {
    /// `zapline publish`.
    static let publish = Operation(
        Command(
            "publish", summary: "Publish events, or a gateway's recorded payloads.",
            discussion:
                "A FILE holds JSON: one document, a list, or one a line. - reads standard input and publishes as it comes, "
                + "which is the live way in.\n\nWithout --gateway they are canonical CloudEvents. What can't be mapped is named, with the "
                + "reason, and everything else goes on. A mapped event's id is a function of the payload, so publishing twice changes "
                + "nothing.\n\nA broker that goes away is waited for, 5 minutes (KAFKA_MESSAGE_TIMEOUT_MS) at most; then the command ends with "
                + "69 and says how many events are in the log.",
            options: [
                .value(
                    "gateway", short: "g", "NAME", choices: Publishing.gatewayNames, help: "Whose payloads they are."),
                .value(
                    "instance", short: "i", "NAME",
                    help: "The instance, where a payload doesn't say it. It counts also where one does."),
                .value("event", short: "e", "NAME", help: "The event's name, where a payload doesn't say it."),
                .value(
                    "node", "NAME", default: "local",
                    help: "The machine or process of the gateway, for the events' source."),
                .flag("dry-run", short: "n", help: "Print the events, one a line, and send nothing."), .json,
            ],
            arguments: [Argument("FILE", .some, help: "A file of JSON; - is standard input.")],
            examples: [
                .init("zapline publish -g waha payloads.ndjson", "Recorded payloads of WAHA"),
                .init(
                    "gateway | zapline publish -g whatsapp-web.js -i loja-centro -",
                    "What a gateway prints, as it prints it"),
                .init("zapline publish -g waha -n payloads.ndjson | less", "What would be published?"),
            ],
            exitCodes: [.found, .unavailable, .configuration]), stopping: .inOrder, Publishing.run)
}
