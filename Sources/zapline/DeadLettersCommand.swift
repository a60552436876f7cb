import Operations
import Service

extension Zapline {
    /// `zapline dead-letters`.
    static let deadLetters = Operation(
        Command(
            "dead-letters", summary: "Look at the records that a pipeline could not apply, and apply them after all."),
        [
            Operation(
                Command(
                    "list", summary: "List them, the newest first.",
                    options: letterFilters + [
                        .value("limit", "N", default: "100", help: "How many at most."), .json,
                    ],
                    exitCodes: [.unavailable, .configuration]), DeadLettersAction.list),
            Operation(
                Command(
                    "show", summary: "Show one with its record: key, headers, event and payload.",
                    discussion:
                        "The event is told by its attributes, in whichever of CloudEvents' modes it came, then its data, and the "
                        + "payload as it stood. In JSON `event` is the whole event in structured form.",
                    options: [.json],
                    arguments: [
                        Argument("PIPELINE", choices: DeadLettersAction.pipelines, help: "The pipeline."),
                        Argument(
                            "RECORD", help: "The record, as TOPIC/PARTITION/OFFSET; the topic's prefix may be left out."
                        ),
                    ],
                    examples: [.init("zapline dead-letters show messages messages/3/1207", "As the list names it")],
                    exitCodes: [.found, .unavailable, .configuration]), DeadLettersAction.show),
            Operation(
                Command(
                    "redrive", summary: "Apply letters after all, each exactly once, to its own pipeline alone.",
                    discussion:
                        "For when what refused them is mended: a fault of ours in a new build, a constraint or a type of yours. The rows "
                        + "are those that the records would have given in time: those of messages come out the same in any order, and "
                        + "of status the whole instance is folded again from archive and log, with the record in its place, while its "
                        + "consumer runs on. What is refused still stays open, and is told with the reason; the command ends with 1 "
                        + "then. Only open letters are taken, or a discarded one that is named.",
                    options: letterFilters + acts + [.json], arguments: [oneLetter],
                    examples: [
                        .init(
                            "zapline dead-letters redrive --pipeline status --why 'fixed' --dry-run",
                            "What would come of it? Every letter is tried, and rolled back"),
                        .init(
                            "zapline dead-letters redrive messages/3/1207 --why 'type is wider' --yes",
                            "One record"),
                    ],
                    exitCodes: [.found, .unavailable, .configuration]), stopping: .inOrder, DeadLettersAction.redrive),
            Operation(
                Command(
                    "discard", summary: "Say of open letters that nobody will apply them.",
                    discussion:
                        "The letter stays, with its record, and can be redriven by name. The archive has the event all the same.",
                    options: letterFilters + acts + [.json], arguments: [oneLetter],
                    exitCodes: [.unavailable, .configuration]), DeadLettersAction.discard),
        ])

    private static let oneLetter = Argument(
        "RECORD", .optional, help: "Only this record, as TOPIC/PARTITION/OFFSET; the topic's prefix may be left out.")

    private static let letterFilters: [Option] = [
        .value("pipeline", short: "p", "NAME", choices: DeadLettersAction.pipelines, help: "Only this pipeline's."),
        .value("reason", "NAME", help: "Only those with this reason, invalid-json for example."),
        .value("instance", short: "i", "NAME", help: "Only this instance's."),
        .value("state", "NAME", choices: DeadLettersAction.states, help: "Only those in this state."),
    ]
}
