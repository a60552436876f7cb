internal import Events
internal import HealthMonitor
internal import JSON

/// What one event of the health topic says, as a reader has it who knows nothing else.
struct HealthEvent: Hashable, Sendable {
    /// Why a verdict is what it is. A code that we don't know is a newer monitor's, and as good as any other.
    struct Reason: Hashable, Sendable {
        let code: String
        let text: String
        let facts: JSONValue

        var json: JSONValue { ["code": .string(code), "text": .string(text), "facts": facts] }
    }

    /// A record that says nothing that anybody understands.
    struct Fault: Error, Hashable, CustomStringConvertible {
        let description: String
    }

    let subject: String
    let kind: HealthKind
    let verdict: Verdict
    /// Since when, and when it was looked at, in microseconds since the Unix epoch.
    let since: Int64
    let observedAt: Int64
    /// The gravest first.
    let reasons: [Reason]
    /// The facts of its kind.
    let facts: [JSONValue.Member]

    /// A fact by its name; nil where it isn't told, or not known.
    subscript(name: String) -> JSONValue? {
        facts.first { $0.name == name }.flatMap { $0.value.isNull ? nil : $0.value }
    }

    /// Reads the value of the record that has this key.
    init(subject key: String, kind: HealthKind, _ value: [UInt8]) throws(Fault) {
        let event: JSONValue
        do throws(JSONError) { event = try JSONValue(parsing: value) } catch {
            throw Fault(description: "it is no JSON: \(error)")
        }
        guard event["subject"]?.string == key else { throw Fault(description: "its `subject` isn't its key") }
        guard event["type"]?.string == "whatsapp.health.\(kind.rawValue)" else {
            throw Fault(description: "its `type` isn't whatsapp.health.\(kind.rawValue)")
        }
        guard let data = event["data"], let members = data.object else { throw Fault(description: "it has no `data`") }
        guard let verdict = data["verdict"]?.string.flatMap({ Verdict(rawValue: $0) }) else {
            throw Fault(description: "`data.verdict` is none of \(Self.verdicts)")
        }
        (subject, self.kind, self.verdict) = (key, kind, verdict)
        since = try Self.time("since", data)
        observedAt = try Self.time("observedAt", data)
        reasons = try Self.reasons(data)
        facts = members.filter { !Self.head.contains($0.name) }
    }

    private static let head: Set = ["verdict", "since", "observedAt", "reasons"]
    private static let verdicts = Verdict.allCases.map(\.rawValue).joined(separator: ", ")

    private static func time(_ name: String, _ data: JSONValue) throws(Fault) -> Int64 {
        guard let time = data[name]?.string.flatMap({ EventTime.microseconds($0) }) else {
            throw Fault(description: "`data.\(name)` is no time")
        }
        return time
    }

    private static func reasons(_ data: JSONValue) throws(Fault) -> [Reason] {
        guard let list = data["reasons"]?.array else { throw Fault(description: "`data.reasons` is no list") }
        var reasons: [Reason] = []
        for entry in list {
            guard let code = entry["code"]?.string else { throw Fault(description: "a reason has no `code`") }
            reasons.append(Reason(code: code, text: entry["text"]?.string ?? "", facts: entry["facts"] ?? [:]))
        }
        return reasons
    }
}
