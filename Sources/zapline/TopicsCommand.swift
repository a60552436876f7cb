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
                    discussion: "A named result for each thing looked at; ends with 1 where one of them differs.",
                    options: [.directory, validateOnly, .json, verbose],
                    examples: [
                        .init("zapline topics check --directory topics", "Is the cluster as this folder says?"),
                        .init("zapline topics check -d topics --validate-only", "Do the folder's files agree?"),
                    ],
                    exitCodes: [.found, .unavailable, .configuration]), TopicsAction.check),
            Operation(
                Command(
                    "plan", summary: "Show as a diff what apply would do, and what it would refuse.",
                    discussion:
                        "+ to make, ~ to change, - to delete, ! refused or left alone; ends with 1 where there is any.",
                    options: [.directory, allowDelete, validateOnly, .json, verbose],
                    examples: [.init("zapline topics plan --directory topics", "What would be done?")],
                    exitCodes: [.found, .unavailable, .configuration]), TopicsAction.plan),
            Operation(
                Command(
                    "apply", summary: "Make the topics what the files say.",
                    discussion:
                        "Shows the plan, does it without asking, waits until the cluster shows each change, and tells what came of "
                        + "it. Nothing is deleted but what --allow-delete names, and a keyed topic's partitions are never grown: "
                        + "its keys would land elsewhere than their earlier records.",
                    options: [
                        .directory, .flag("dry-run", short: "n", help: "Only print what would be done, as plan does."),
                        allowDelete, validateOnly, .json, verbose,
                    ],
                    examples: [
                        .init("zapline topics apply", "Make what is missing, and bring settings to what the files say"),
                        .init("zapline topics apply --allow-delete whatsapp.old", "Also delete that topic"),
                    ],
                    exitCodes: [.found, .unavailable, .configuration]), TopicsAction.apply),
        ])

    private static let verbose = Option.flag("verbose", short: "v", help: "Also print what is as the files say.")

    private static let allowDelete = Option.value(
        "allow-delete", "NAME", isRepeatable: true,
        help: "A topic that may be deleted, or TOPIC:SETTING, a setting that may be taken away.")

    private static let validateOnly = Option.flag(
        "validate-only",
        help:
            "Only look at the files, without a broker: the topics' own, and that asyncapi.yaml and schemas/ beside them agree. Ends "
            + "with 78 where the topics' files can't be used, 1 where something else is wrong.")
}
