import Operations
import Service

extension Zapline {
    /// `zapline health`.
    static let health = Operation(
        Command("health", summary: "See what the monitor says of sessions, consumers and servers."), [watch, explain])

    private static let watch = Operation(
        Command(
            "watch", summary: "Show the verdicts as they change, what needs a person first.",
            discussion:
                "Reads the topic whatsapp.health alone, from its beginning and then on, beside everybody else: no database, no group. On a "
                + "terminal a table that is drawn anew; elsewhere, or without colours, the table once and then a line a change. down comes "
                + "first, then degraded, unknown and ok, of each what changed last. Ctrl-C ends it.\n\n"
                + "Where no heartbeat of a monitor is younger than three times its interval (90 seconds), nothing on the topic can be "
                + "believed: everything is unknown, no-heartbeat. Records that are no health events are counted and named.\n\n"
                + "Ends with 0 only where a monitor lives and all that was asked for is ok, and a subject that --subject names is there; "
                + "with 1 where anything is down, degraded or unknown, where no monitor lives, or where the topic is empty; with 69 where "
                + "the broker doesn't answer or the topic isn't there. Without --once that is how it stood when it was ended.",
            options: [
                .value(
                    "kind", short: "k", "KIND", default: "all", choices: HealthAction.kinds, isRepeatable: true,
                    help: "Only subjects of this kind."),
                .value(
                    "verdict", "VERDICT", default: "all", choices: HealthAction.verdicts, isRepeatable: true,
                    help: "Only subjects that stand so. The exit code goes by them too."),
                .value(
                    "subject", short: "s", "GLOB", default: "all", isRepeatable: true,
                    help: "Only subjects with such a name, session/loja-* for example; * is anything, ? one character."),
                .value(
                    "reason", short: "r", "CODE", default: "all", choices: HealthAction.codes, isRepeatable: true,
                    help: "Only subjects that give this reason."),
                .flag("once", short: "1", help: "Show how it stands now, and end."),
                .flag(
                    "json",
                    help:
                        "Print a JSON object a line: every subject at first, and then every change of a verdict or its reasons."
                ),
            ],
            examples: [
                .init("zapline health watch", "What needs me?"),
                .init("zapline health watch --once || page-somebody", "In a script"),
                .init("zapline health watch --once --kind session --verdict down", "Which sessions are down?"),
                .init("zapline health watch --json --reason banned", "Each account that gets banned, as it happens"),
            ],
            exitCodes: [.found, .unavailable, .configuration]), stopping: .inOrder, HealthAction.watch)

    private static let explain = Operation(
        Command(
            "explain", summary: "Tell what a reason's code means, what to look at and what to run.",
            discussion: "Without a code it lists them all. It asks no server.",
            options: [.json],
            arguments: [Argument("CODE", .optional, choices: HealthAction.codes, help: "The code.")],
            examples: [.init("zapline health explain silent", "It says connected, and nothing arrives: what now?")]),
        HealthAction.explain)
}
