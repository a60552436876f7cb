package import Operations
import Service

/// The tool's tree of commands.
package enum Zapline {
    /// The tree.
    package static let root: Operation = Operation(
        Command(
            "zapline", summary: "Zapline's operator's tool.",
            discussion:
                "WhatsApp gateways' events go in on Kafka, and consumers carry them into Postgres, each effect exactly once. "
                + "This looks after the topics, the tables and what stands in them.",
            settings: OperatorSettings.known),
        [
            demo, topics, schema, publish, load, instances, offsets, deadLetters, rebuild, verify, contract, health,
            doctor,
            completion,
        ])
}

extension Option {
    /// `--json`.
    static let json = Option.flag("json", help: "Print JSON for scripts instead of a text for people.")

    /// `--directory`.
    static let directory = Option.value(
        "directory", short: "d", "DIR", default: "the contract's own topics, built in",
        help: "The folder with the topics' YAML files.")
}
