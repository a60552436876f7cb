import Operations
import Service

extension Zapline {
    /// `zapline load`.
    static let load = Operation(
        Command(
            "load", summary: "Publish synthetic traffic at a steady rate.",
            discussion:
                "Sessions that are paired, drop out and come back, and messages with their receipts, edits, reactions, contacts "
                + "and chats, in about the proportions of real traffic. The instances are called load-1, load-2 and so on.\n\nA broker "
                + "that goes away is waited for, 5 minutes (KAFKA_MESSAGE_TIMEOUT_MS) at most; then the command ends with 69.",
            options: [
                .value("rate", short: "r", "N", default: "100", help: "Events a second."),
                .value("sessions", short: "s", "N", default: "10", help: "How many sessions."),
                .value("events", short: "n", "N", help: "How many events; else until it is stopped."),
                .value(
                    "duration", short: "d", "DURATION",
                    help: "For how long, 30s or 1h for example; else until it is stopped."),
                .value(
                    "seed", "N", default: "drawn, and named at the end", help: "The same seed gives the same traffic."),
                .json,
            ],
            examples: [.init("zapline load --rate 2000 --sessions 100 --duration 1m", "A minute of a busy day")],
            exitCodes: [.unavailable, .configuration]), stopping: .inOrder, LoadRun.run)
}
