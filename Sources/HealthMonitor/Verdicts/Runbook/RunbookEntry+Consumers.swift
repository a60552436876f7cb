/// Consumers and pipelines.
extension RunbookEntry {
    static let unclaimed = RunbookEntry(
        "No consumer has ever claimed this partition.",
        look:
            "Whether its program runs: `status-projector` for status, `message-archiver` for archive and messages; whether "
            + "`ZAPLINE_TOPIC_PREFIX` is the same everywhere.",
        run: RunbookCommand.offsets, RunbookCommand.ready)

    static let halted = RunbookEntry(
        "The partition stands still until somebody mends the cause; the others of its pipeline go on. Nothing is lost as long as the "
            + "topic keeps its records.",
        look:
            "`haltReason`, and the table \"A halted partition\". What may heal by itself is tried again every 30 seconds.",
        run: RunbookCommand.offsets, "zapline offsets set PIPELINE TOPIC/PARTITION OFFSET --why 'TEXT' --dry-run",
        "zapline offsets new-log TOPIC --why 'TEXT' --dry-run")

    static let noEndOffset = RunbookEntry(
        "The broker doesn't say where the log ends, so nobody knows how far behind the consumer is.",
        look: "Whether the topic exists and its partition has a leader.",
        run: RunbookCommand.doctor, "zapline topics check")

    static let recordsLost = RunbookEntry(
        "Retention, or somebody, deleted records from the log before they were applied. They are lost to this pipeline.",
        look:
            "How long the consumer was down, against the topic's `retention.ms`. What `archive` has can be replayed into the other "
            + "pipelines by a rebuild.",
        run: RunbookCommand.offsets, "zapline offsets set PIPELINE TOPIC/PARTITION earliest --why 'TEXT' --dry-run",
        "zapline rebuild start messages --dry-run")

    static let lagging = RunbookEntry(
        "The oldest record that isn't applied has waited longer than a minute.",
        look:
            "`trend` and `secondsToZero`: falling is a backlog that goes away by itself. Growing or steady: the database's load, locks "
            + "and disk, or too few processes for the traffic.",
        run: RunbookCommand.offsets, RunbookCommand.ready, RunbookCommand.log)

    static let fallingBehind = RunbookEntry(
        "The consumer works, and more comes in than it applies.",
        look:
            "Processor and database: `zapline_commit_seconds` says whether it waits for commits. More processes of the service, up "
            + "to the partitions of its topics; somebody may be replaying or publishing a backlog.",
        run: RunbookCommand.offsets, "zapline rebuild list")

    static let stalled = RunbookEntry(
        "There are records to apply, and the consumer doesn't move, though it isn't halted.",
        look:
            "Whether its process is alive and ready. A partition is claimed again after 60 s and the process ends itself after three "
            + "minutes; a frozen host, a held lock or a database that doesn't answer looks like this before.",
        run: RunbookCommand.ready, RunbookCommand.log,
        "psql \"$DATABASE_URL\" -c \"SELECT pid, state, wait_event_type, wait_event, query_start FROM pg_stat_activity "
            + "WHERE application_name LIKE 'zapline%'\"")

    static let deadLetters = RunbookEntry(
        "Records were put aside because they can't be applied, and nobody has looked at them yet. The records after them went on, and "
            + "the archive has them all.",
        look:
            "The reason: `invalid-event` and `invalid-json` are a producer's, `refused-by-database` is a constraint or a type of yours.",
        run: "zapline dead-letters list --pipeline PIPELINE", "zapline dead-letters show PIPELINE RECORD",
        "zapline dead-letters redrive --pipeline PIPELINE --why 'TEXT' --dry-run", "zapline contract check")

    static let noPartitions = RunbookEntry(
        "Nothing is known of this pipeline's topics: they don't exist, or the broker didn't say.",
        look: "Whether topics were made, and whether `ZAPLINE_TOPIC_PREFIX` is the same everywhere.",
        run: "zapline topics plan", "zapline topics apply", RunbookCommand.doctor)
}
