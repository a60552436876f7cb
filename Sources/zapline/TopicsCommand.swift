import Operations
import Service

extension Zapline {
    /// `zapline topics`.
    static let topics = Operation(
        Command("topics", summary: "Hold the cluster's topics against the files that describe them."),
        [
            Operation(
                Command(
                    "check", summary: "Tell what differs between the files and the cluster; change nothing.",
                    options: [.directory, .json, verbose],
                    examples: [.init("zapline topics check --directory topics", "Is the cluster as this folder says?")],
                    exitCodes: [.found, .unavailable, .configuration]), TopicsAction.check),
            Operation(
                Command(
                    "apply", summary: "Make the topics what the files say.",
                    discussion:
                        "Nothing is deleted but what --allow-delete names, and a keyed topic's partitions are never grown: "
                        + "its keys would land elsewhere than their earlier records.",
                    options: [
                        .directory, .flag("dry-run", short: "n", help: "Only print what would be done."), .json,
                        verbose,
                        .value(
                            "allow-delete", "NAME", isRepeatable: true,
                            help: "A topic that may be deleted, or TOPIC:SETTING, a setting that may be taken away."),
                    ],
                    examples: [.init("zapline topics apply --dry-run", "What would be done?")],
                    exitCodes: [.found, .unavailable, .configuration]), TopicsAction.apply),
        ])

    private static let verbose = Option.flag("verbose", short: "v", help: "Also print what is as the files say.")
}
