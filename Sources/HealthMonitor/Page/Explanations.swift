package import JSON

/// What the runbook says of each reason, for the page to show beside it.
package enum Explanations {
    /// By code: what it means, what to look at, what to run.
    package static var json: JSONValue {
        .object(
            ReasonCode.allCases.map { code in
                let entry = code.runbook
                return .init(
                    name: code.rawValue,
                    value: [
                        "meaning": .string(entry.meaning), "look": .string(entry.look),
                        "run": .array(entry.run.map { .string($0) }),
                    ])
            })
    }
}
