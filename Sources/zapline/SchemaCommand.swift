import Operations
import Service

extension Zapline {
    /// `zapline schema`.
    static let schema = Operation(
        Command("schema", summary: "Hold the database's tables against what this version needs."),
        [
            Operation(
                Command(
                    "check", summary: "Tell whether the schema is current; change nothing.", options: [.json],
                    exitCodes: [.found, .unavailable, .configuration]), SchemaAction.check),
            Operation(
                Command(
                    "apply", summary: "Create or migrate the tables, in one transaction or not at all.",
                    discussion:
                        "Works over tables of the same names that are there already: adds what is missing, keeps every row, "
                        + "drops nothing. What in them would break is named before anything is changed.",
                    options: [.json], exitCodes: [.found, .unavailable, .configuration]), SchemaAction.apply),
        ])
}
