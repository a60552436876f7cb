/// A command line that was understood.
package struct Invocation: Hashable, Sendable {
    /// The commands' words below the program's name: `["topics", "apply"]`.
    package var path: [String]
    /// The values of the options that were given, by long name; a flag's are empty strings, one for each time.
    var values: [String: [String]]
    /// What followed.
    package internal(set) var arguments: [String]

    /// A command line that somebody else understood.
    package init(path: [String] = [], values: [String: [String]] = [:], arguments: [String] = []) {
        self.path = path
        self.values = values
        self.arguments = arguments
    }

    /// Whether an option was given.
    package func has(_ name: String) -> Bool { values[name] != nil }

    /// The last value of an option, or nil where it wasn't given.
    package func value(_ name: String) -> String? { values[name]?.last }

    /// All values of an option.
    package func all(_ name: String) -> [String] { values[name] ?? [] }

    /// A value as a whole number within bounds; the default where it wasn't given.
    package func integer(
        _ name: String, in range: ClosedRange<Int>, default defaultValue: Int
    ) throws(UsageError) -> Int {
        guard let text = value(name) else { return defaultValue }
        guard let number = Int(text), range.contains(number) else {
            throw UsageError(
                "--\(name)=\(text): give a whole number from \(range.lowerBound) to \(range.upperBound)", path: path)
        }
        return number
    }

    /// A value as a stretch of time; the default where it wasn't given.
    package func duration(_ name: String, default defaultValue: Duration) throws(UsageError) -> Duration {
        guard let text = value(name) else { return defaultValue }
        guard let duration = DurationText.parse(text) else {
            throw UsageError("--\(name)=\(text): give a duration, 500ms, 30s or 1h30m for example", path: path)
        }
        return duration
    }

    /// A value as one of a few words; the default where it wasn't given.
    package func choice<Value: RawRepresentable>(
        _ name: String, default defaultValue: Value
    ) throws(UsageError) -> Value where Value.RawValue == String {
        guard let text = value(name) else { return defaultValue }
        guard let value = Value(rawValue: text) else {
            throw UsageError("--\(name)=\(text): see --help for the words it takes", path: path)
        }
        return value
    }
}

/// A command line that was not understood, or that can't be.
package struct UsageError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong, and where it can be told, what was meant.
    package var message: String
    /// The command that it happened in, below the program's name.
    package var path: [String]

    /// An error.
    package init(_ message: String, path: [String] = []) {
        self.message = message
        self.path = path
    }

    /// What the process ends with.
    package var exitCode: ExitCode { .usage }

    /// What is wrong.
    package var description: String { message }

    /// What goes to standard error, in GNU's form.
    package func text(program: String) -> String {
        let command = ([program] + path).joined(separator: " ")
        return "\(program): \(message)\nTry '\(command) --help' for more information.\n"
    }
}
