package import JSON
package import Service

/// One thing that was looked at.
package struct Finding: Hashable, Sendable {
    /// How it stands.
    package enum Level: String, Hashable, Sendable {
        case ok, warn
        /// In capitals, so that it is seen among the others.
        case fail = "FAIL"
    }

    /// What it is about, one word.
    package var section: String
    /// How it stands.
    package var level: Level
    /// What was found.
    package var what: String
    /// What to do; nil where there is nothing to do.
    package var advice: String?

    /// A finding.
    package init(_ section: String, _ level: Level, _ what: String, advice: String? = nil) {
        self.section = section
        self.level = level
        self.what = what
        self.advice = advice
    }

    /// `FAIL  broker: …  — what to do`, one line.
    package var text: String {
        let padding = String(repeating: " ", count: max(0, 6 - level.rawValue.count))
        let line = "\(level.rawValue)\(padding)\(section): \(what)\(advice.map { " — \($0)" } ?? "")"
        // Servers' messages have tabs and line breaks in them; a finding is one line.
        return DisplayWidth.printable(line.split { $0 == "\t" || $0.isNewline }.joined(separator: " "))
    }

    fileprivate var json: JSONValue {
        [
            "section": .string(section), "level": .string(level.rawValue.lowercased()), "what": .string(what),
            "advice": .text(advice),
        ]
    }
}

extension [Finding] {
    /// What `doctor` ends with.
    package var exitCode: ExitCode { contains { $0.level == .fail } ? .found : .done }

    /// A line each, and how many of each kind.
    package var text: String {
        let counts = [Finding.Level.ok, .warn, .fail].map { level in "\(count { $0.level == level }) \(level.rawValue)"
        }
        return map { $0.text + "\n" }.joined() + "\n\(counts.joined(separator: ", "))\n"
    }

    /// The same for scripts.
    package var json: JSONValue {
        [
            "failed": .integer(count { $0.level == .fail }), "warnings": .integer(count { $0.level == .warn }),
            "findings": .array(map(\.json)),
        ]
    }
}
