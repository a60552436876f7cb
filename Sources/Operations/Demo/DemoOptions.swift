package import Service

/// What `demo` was asked for.
package struct DemoOptions: Hashable, Sendable {
    /// How many synthetic events.
    package var events: Int
    /// How many sessions they belong to.
    package var sessions: Int
    /// What decides them.
    package var seed: UInt64
    /// Whether servers and programs stay up after the check.
    package var stays: Bool
    /// Whether lines may move.
    package var isPlain: Bool
    /// Whether colours are refused.
    package var isColourless: Bool

    /// Reads the command line; without a seed one is drawn, and named.
    package init(_ invocation: Invocation) throws(UsageError) {
        events = try invocation.integer("events", in: 1...100_000_000, default: 200_000)
        sessions = try invocation.integer("sessions", in: 1...100_000, default: 100)
        seed = UInt64(
            try invocation.integer("seed", in: 0...Int.max, default: Int.random(in: 0...999_999_999)))
        stays = invocation.has("stay")
        isPlain = invocation.has("plain")
        isColourless = invocation.has("no-color")
    }

    /// The command with its options.
    package static let command = Command(
        "demo",
        summary:
            "Show the whole of it at work: a broker, a database, the consumers, traffic, and a check of every row.",
        discussion: """
            Needs no server: the broker is librdkafka's mock cluster in this process (or a real Kafka, where KAFKA_HOME names a \
            distribution), the database a Postgres in a temporary folder. Both are gone with the demo, and so are the consumers.

            First it publishes what three gateways post, mapped as `publish` maps it, and a few records that no gateway should \
            send; then synthetic traffic, as fast as the consumers apply it. At the end it folds its own record of what it \
            published by the contract's rules and compares every row of every table.
            """,
        options: [
            .value("events", short: "n", "N", default: "200000", help: "How many synthetic events."),
            .value("sessions", short: "s", "N", default: "100", help: "How many sessions they belong to."),
            .value("seed", "N", default: "drawn, and named", help: "The same seed gives the same traffic."),
            .flag("stay", help: "Keep everything up after the check, until Ctrl-C."),
            .flag("plain", help: "No moving lines."), .flag("no-color", help: "No colours. NO_COLOR says the same."),
        ],
        examples: [
            .init("zapline demo", "200,000 events of 100 sessions"),
            .init("zapline demo --stay --events 20000", "A shorter one, to look around in afterwards"),
        ],
        exitCodes: [.found, .unavailable, .internalFault],
        settings: [
            SettingDescription(
                "KAFKA_HOME", "DIR", help: "A Kafka distribution whose broker is used instead of the mock.")
        ])
}
