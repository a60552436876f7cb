import Operations
import Service

extension Zapline {
    /// `zapline offsets`.
    static let offsets = Operation(
        Command("offsets", summary: "Look at where each pipeline stands, or say where it goes on."),
        [
            Operation(
                Command(
                    "show", summary: "Show where each pipeline stands in each partition.",
                    discussion:
                        "A row a partition: the next offset, the log's end and how far it is, who consumes it, and how long ago it "
                        + "moved or was claimed; below it, why a halted one is. Where the broker doesn't answer, ends are \"-\". Ends with "
                        + "1 where a partition is halted.",
                    options: [
                        .value(
                            "pipeline", short: "p", "NAME", choices: OffsetsAction.pipelines,
                            help: "Only this pipeline."),
                        .flag("all", short: "a", help: "Also the lives of topics that are over."), .json,
                    ],
                    exitCodes: [.found, .unavailable, .configuration]), OffsetsAction.show),
            Operation(
                Command(
                    "set", summary: "Say where a pipeline goes on in a partition.",
                    discussion:
                        "Tells first what is skipped or read again, and asks. A consumer that runs is fenced and claims the partition "
                        + "again. The offset that it stands at, given again, lets a halted partition go on.\n\nGoing back is only for "
                        + "messages, whose rows come out the same however often an event is told. archive has its rows already, and "
                        + "status and health go by the log's order: `zapline rebuild` makes their tables anew.",
                    options: acts,
                    arguments: [
                        Argument("PIPELINE", choices: OffsetsAction.pipelines, help: "The pipeline."),
                        Argument("PARTITION", help: "As TOPIC/PARTITION; the topic's prefix may be left out."),
                        Argument("OFFSET", help: "earliest, latest, or the offset of the record that is next."),
                    ],
                    examples: [
                        .init(
                            "zapline offsets set status lifecycle/3 earliest --why 'kept too short'",
                            "Go on behind what was deleted before it was applied")
                    ],
                    exitCodes: [.found, .unavailable, .configuration]), OffsetsAction.set),
            Operation(
                Command(
                    "new-log", summary: "Begin another life of a topic, for all its pipelines at once.",
                    discussion:
                        "For a topic that was deleted and made again, whose log lost its end, or that is on another cluster now: its "
                        + "offsets begin again and mean other records. Rows and archive of the old life stay; every pipeline reads what "
                        + "the log has now from its beginning.",
                    options: acts,
                    arguments: [Argument("TOPIC", help: "The topic; its prefix may be left out.")],
                    examples: [
                        .init(
                            "zapline offsets new-log lifecycle --why 'made anew' --dry-run",
                            "What would begin?")
                    ],
                    exitCodes: [.found, .unavailable, .configuration]), OffsetsAction.newLog),
        ])

    /// What every act takes that is kept in the audit log.
    static let acts: [Option] = [
        .value("why", "TEXT", help: "Why, for the audit log. It must be given."),
        .value("who", "NAME", default: "who is logged in, and where", help: "Who does it, for the audit log."),
        .flag("dry-run", short: "n", help: "Only tell what would come of it."),
        .flag("yes", short: "y", help: "Don't ask."),
    ]
}
