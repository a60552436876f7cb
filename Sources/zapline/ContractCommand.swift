import Operations
import Service

extension Zapline {
    /// `zapline contract`.
    static let contract = Operation(
        Command("contract", summary: "Hold what producers send against what was agreed."),
        [
            Operation(
                Command(
                    "check", summary: "Look at records in the log, and tell each kind of fault with one to look at.",
                    discussion:
                        "Reads beside the consumers and changes nothing; both modes of CloudEvents. Each kind of fault is told "
                        + "once: how many records have it, where the first of them stands, and who sent it; never what stands in it. "
                        + "Ends with 1 where a record is poison or a violation, and with 69 where none is and a partition can't be read, or it was stopped.\n\n"
                        + "poison: the record is in no table but the dead letters. violation: the field counts as absent, or the row "
                        + "isn't the one that was meant. note: nothing breaks, such as a type of a newer gateway's.\n\n"
                        + "What a poison record holds, `zapline dead-letters show` tells.",
                    options: [
                        .value(
                            "topic", short: "t", "TOPIC", default: "all that are there", isRepeatable: true,
                            help: "Only this topic; its prefix may be left out. The contract has "
                                + "\(ContractAction.topics.joined(separator: ", "))."),
                        .value(
                            "last", short: "l", "N", default: "\(ContractAction.usual)",
                            help: "The newest records of each topic, so many at most, of all its partitions alike."),
                        .value(
                            "from", "TIME",
                            help: "All records from this time on, up to the end at the start, instead of the last. "
                                + "The time is the record's own, as RFC 3339."),
                        .value("limit", "N", default: "100", help: "How many kinds are shown at most."),
                        .value(
                            "directory", short: "d", "DIR", default: "the contract's own schemas, built in",
                            help: "A folder like topics/, to hold records against the schemas in it: would these break "
                                + "what is sent today?"),
                        .json,
                    ],
                    examples: [
                        .init("zapline contract check", "What do producers send that nobody can use?"),
                        .init(
                            "zapline contract check -t messages --from 2026-11-23T10:00:00Z",
                            "Since the new gateway was rolled out"),
                    ],
                    exitCodes: [.found, .unavailable, .configuration]), stopping: .inOrder, ContractAction.check)
        ])
}
