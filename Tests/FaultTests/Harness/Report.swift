import JSON

/// What a case measured: one line of JSON.
struct Report {
    /// What was done to the system.
    let fault: String
    /// The seed that repeats it.
    let seed: UInt64
    /// The records in the log.
    var events: Int64 = 0
    /// How long the fault lasted.
    var faultTime = Duration.zero
    /// From the fault's end until all that the log holds was applied; nil: never.
    var recovery: Duration?
    /// What an operator's probes saw from the fault's begin until then.
    var ready = Watch.Answers()
    var health = Watch.Answers()
    /// What was found wrong.
    var problems: [String] = []
    /// What the case noted beside.
    var notes: [String] = []

    /// The line.
    var line: String {
        let members: [(String, JSONValue)] = [
            ("fault", .string(fault)), ("seed", .integer(seed)), ("events", .integer(events)),
            ("fault_seconds", .number(Self.seconds(faultTime))),
            ("seconds_to_zero_lag", recovery.map { .number(Self.seconds($0)) } ?? .null),
            ("readyz", .string(ready.text)), ("healthz", .string(health.text)),
            ("notes", .array(notes.map { .string($0) })), ("problems", .integer(problems.count)),
        ]
        return JSONValue.object(members.map { JSONValue.Member(name: $0.0, value: $0.1) }).text
    }

    /// How to run it again.
    var repetition: String { "bash Tests/run.sh faults --seed \(seed)" }

    /// Seconds with one digit behind the point.
    static func seconds(_ duration: Duration) -> String { "\((duration / .milliseconds(100)).rounded() / 10)" }
}
