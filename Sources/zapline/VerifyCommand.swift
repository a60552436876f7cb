import Operations
import Service

extension Zapline {
    /// `zapline verify`.
    static let verify = Operation(
        Command(
            "verify", summary: "Find rows that aren't what archive and log say, while everything runs on.",
            discussion:
                "Folds all events again into tables of its own and compares both sides at one and the same offset, row by row and "
                + "column by column: a row that was changed by hand, one that is missing, one too many. Rows that no event ever named "
                + "are left alone. Ends with 1 where something differs, also where it was mended; with 69 where it was stopped, or "
                + "where somebody else works on a build of the pipeline.\n\n"
                + "--repair brings just those rows to what the log says, each with a row in zapline.audit_log.",
            options: [
                .value(
                    "sample", "KEYS",
                    help:
                        "Only some instances: how many, drawn at random, or their names with commas. One that is named by a number "
                        + "alone gets a comma behind it."),
                .flag("repair", help: "Mend what differs."),
                .value("why", "TEXT", help: "With --repair: why, for the audit log."),
                .value("who", "NAME", default: "who is logged in, and where", help: "With --repair: who does it."),
                .flag(
                    "accept-late-start",
                    help:
                        "With --repair: mend although archive and log begin later than live's history. What older records told may go."
                ),
                .flag("yes", short: "y", help: "Don't ask."),
            ] + pace + [plain, .json],
            arguments: [onePipeline],
            examples: [
                .init("zapline verify messages --sample 100", "A hundred instances"),
                .init("zapline verify status --repair --why 'edited by hand' --yes", "Mend what differs"),
            ],
            exitCodes: [.found, .unavailable, .configuration]), stopping: .inOrder, VerifyAction.run)
}
