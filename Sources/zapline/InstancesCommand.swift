import Operations
import Service

extension Zapline {
    /// `zapline instances`.
    static let instances = Operation(
        Command("instances", summary: "Look at the instances, or say what one is."),
        [
            Operation(
                Command(
                    "list", summary: "List the instances and how they stand.", options: [.json],
                    exitCodes: [.unavailable, .configuration]), InstancesAction.list),
            Operation(
                Command(
                    "set-status", summary: "Say what an instance is, whatever its gateway said.",
                    discussion:
                        "Publishes an event under the operator's name, so that a replay keeps it. It is never stale. "
                        + "The gateway's next event counts again.",
                    options: [
                        .value("reason", "TEXT", help: "Why."),
                        .value("operator", "NAME", default: "who is logged in", help: "Who says so."),
                        .flag("yes", short: "y", help: "Don't ask."),
                    ],
                    arguments: [
                        Argument("NAME", help: "The instance's name."),
                        Argument("STATUS", choices: InstancesAction.statusNames, help: "What it is."),
                    ],
                    examples: [
                        .init(
                            "zapline instances set-status loja-centro disconnected --reason 'phone lost' -y",
                            "Without being asked")
                    ],
                    exitCodes: [.unavailable, .configuration]), InstancesAction.setStatus),
        ])
}
