import Operations
import Service

extension Zapline {
    /// `zapline rebuild`.
    static let rebuild = Operation(
        Command(
            "rebuild", summary: "Make a pipeline's tables anew from archive and log, beside the live ones.",
            discussion:
                "A rebuild reads all events again into tables of its own, in a schema of its own, while the live tables are read and "
                + "written on. When it has caught up, promote brings the live rows to its rows in one transaction. It may be stopped "
                + "at any time, and goes on where it was."),
        [start, list, promote, abandon])

    private static let start = Operation(
        Command(
            "start", summary: "Read all events again into tables beside the live ones, or go on with that.",
            discussion:
                "Shows first what will be read. Records that the log has no more come from zapline.event_archive, older "
                + "lives of a topic too. Nothing is published, no command is sent, and nothing of the live tables is touched.\n\n"
                + "Ctrl-C, or even a kill, loses nothing: the same command goes on where it stood; --from counts only for a new one. "
                + "With --promote it goes through to the end. It ends with 69 where it was stopped, or where somebody else works on a build "
                + "of the pipeline; another version of zapline doesn't go on with it.",
            options: [
                .value(
                    "from", "WHERE", default: "earliest", isRepeatable: true,
                    help:
                        "Where to begin: earliest, TOPIC/PARTITION=OFFSET (partitions that aren't named begin with the earliest), or "
                        + "an RFC 3339 time. What begins later makes fewer rows than live has, and promote asks about that."
                ),
                .value(
                    "into-generation", "N", default: "the next one",
                    help:
                        "The generation, greater than any that the pipeline had: it names the schema, zapline_PIPELINE_N."
                ),
            ] + pace + [
                .flag("promote", help: "Promote it as soon as it has caught up."),
                .value("why", "TEXT", help: "With --promote: why, for the audit log."),
                .value("who", "NAME", default: "who is logged in, and where", help: "With --promote: who does it."),
                plain, .flag("dry-run", short: "n", help: "Only show what would be read."),
                .flag("yes", short: "y", help: "For scripts; beginning asks nothing, and --promote is a yes."), .json,
            ], arguments: [onePipeline],
            examples: [
                .init("zapline rebuild start messages --dry-run", "What would be read, and from where?"),
                .init("zapline rebuild start messages --max-rate 20000", "Beside a busy database"),
                .init("zapline rebuild start status --promote --why 'new column'", "All of it at once"),
                .init(
                    "zapline rebuild start messages --from messages/0=5000 --from messages/1=4800",
                    "From these records on"),
            ],
            exitCodes: [.found, .unavailable, .configuration]), stopping: .inOrder, RebuildAction.start)

    private static let list = Operation(
        Command(
            "list", summary: "List the rebuilds, those under way first.",
            discussion:
                "Of one that is under way it says how many events it has applied, how far live is ahead of it, who works on it, and "
                + "what can be done with it. \"stopped\" is one that nobody works on.",
            options: [.json], exitCodes: [.unavailable, .configuration]), RebuildAction.list)

    private static let promote = Operation(
        Command(
            "promote", summary: "Bring the live rows to those of the rebuild, in one transaction.",
            discussion:
                "Catches up with live, compares, and checks what hangs on the tables. Where a check fails it is named, nothing is "
                + "changed, and the command ends with 1. Otherwise only rows that differ are changed: owners, policies, grants, "
                + "publications, views, triggers, indexes and columns of yours stay as they are. A reader sees the old rows or the new "
                + "ones, and never waits; the pipeline's consumers wait for a moment and claim their partitions again by themselves. "
                + "What another version of zapline made is not promoted. Ends with 69 where it was stopped, or where somebody else works "
                + "on it.",
            options: [.value("why", "TEXT", help: "Why, for the audit log.")] + acts.dropFirst() + [
                .flag(
                    "accept-late-start",
                    help: "Promote one that begins later than live's history: rows made of older records may go.")
            ] + pace + [plain, .json], arguments: [onePipeline],
            examples: [
                .init("zapline rebuild promote messages --why 'new column' --dry-run", "What would change?")
            ],
            exitCodes: [.found, .unavailable, .configuration]), stopping: .inOrder, RebuildAction.promote)

    private static let abandon = Operation(
        Command(
            "abandon", summary: "Drop a rebuild that is under way or ready.",
            discussion:
                "Drops its schema and its rows in zapline's own tables, in one transaction. The live tables are not touched. Refused "
                + "while somebody works on it.",
            options: [
                .flag("dry-run", short: "n", help: "Only tell what would be dropped."),
                .flag("yes", short: "y", help: "Don't ask."), .json,
            ], arguments: [onePipeline], exitCodes: [.found, .unavailable, .configuration]), RebuildAction.abandon)

    /// Which pipeline.
    static let onePipeline = Argument("PIPELINE", choices: RebuildAction.pipelines, help: "The pipeline.")

    /// How much a replay may take.
    static let pace: [Option] = [
        .value(
            "lanes", "N", default: "as many as there are processors, 4 at most",
            help: "Threads, each with a database session: 1 to 16."),
        .value(
            "max-rate", "N", default: "as fast as it goes",
            help: "Events a second at most, so that the live pipelines keep their share of the database."),
    ]

    /// A progress that doesn't move.
    static let plain = Option.flag("plain", help: "A line of progress every five seconds, for logs, instead of bars.")
}
