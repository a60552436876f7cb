internal import HealthMonitor
internal import JSON
package import Service

/// What the runbook says of a reason's code, for a terminal and for scripts.
enum HealthExplanation {
    /// One code: what it means, what to look at, what to run.
    static func text(_ code: ReasonCode, width: Int) -> String {
        let entry = code.runbook
        var lines = [code.rawValue, ""] + TextWrap.wrap(entry.meaning, width: width) + ["", "Look at:"]
        lines += TextWrap.wrap(entry.look, width: width, first: "  ", rest: "  ") + ["", "Run:"]
        // As they are to be copied: a command that is broken over lines is another one.
        lines += entry.run.map { "  \($0)" }
        return lines.map { $0 + "\n" }.joined()
    }

    /// Every code, with what it means.
    static func list(width: Int) -> String {
        var table = Table([.init("CODE"), .init("MEANING")])
        for code in ReasonCode.allCases { table.add([code.rawValue, code.runbook.meaning]) }
        return table.text(width: width)
    }

    /// The same for scripts.
    static func json(_ code: ReasonCode) -> JSONValue {
        let entry = code.runbook
        return [
            "code": .string(code.rawValue), "meaning": .string(entry.meaning), "look": .string(entry.look),
            "run": .array(entry.run.map { .string($0) }),
        ]
    }
}

extension HealthAction {
    /// `health explain`.
    package static func explain(_ surroundings: Surroundings) async throws -> ExitCode {
        let width = surroundings.output.width
        let code = surroundings.invocation.arguments.first.flatMap { ReasonCode(rawValue: $0) }
        let codes = code.map { [$0] } ?? ReasonCode.allCases
        if surroundings.wantsJSON {
            let json = codes.map(HealthExplanation.json)
            surroundings.console.output((code == nil ? JSONValue.array(json) : json[0]).text + "\n")
        } else {
            surroundings.console.output(
                code.map { HealthExplanation.text($0, width: width) } ?? HealthExplanation.list(width: width))
        }
        return .done
    }
}
