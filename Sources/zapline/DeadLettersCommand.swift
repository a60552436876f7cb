import Operations
import Service

extension Zapline {
    /// `zapline dead-letters`.
    static let deadLetters = Operation(
        Command("dead-letters", summary: "Look at the records that a pipeline could not apply."),
        [
            Operation(
                Command(
                    "list", summary: "List them, the newest first.",
                    options: [
                        .value(
                            "pipeline", short: "p", "NAME", choices: DeadLettersAction.pipelines,
                            help: "Only this pipeline's."),
                        .value("reason", "NAME", help: "Only those with this reason, invalid-json for example."),
                        .value("instance", short: "i", "NAME", help: "Only this instance's."),
                        .value("state", "NAME", choices: DeadLettersAction.states, help: "Only those in this state."),
                        .value("limit", "N", default: "100", help: "How many at most."), .json,
                    ],
                    exitCodes: [.unavailable, .configuration]), DeadLettersAction.list),
            Operation(
                Command(
                    "show", summary: "Show one with its record: key, headers and payload.", options: [.json],
                    arguments: [
                        Argument("PIPELINE", choices: DeadLettersAction.pipelines, help: "The pipeline."),
                        Argument(
                            "RECORD", help: "The record, as TOPIC/PARTITION/OFFSET; the topic's prefix may be left out."
                        ),
                    ],
                    examples: [.init("zapline dead-letters show messages messages/3/1207", "As the list names it")],
                    exitCodes: [.found, .unavailable, .configuration]), DeadLettersAction.show),
        ])
}
