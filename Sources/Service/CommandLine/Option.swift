/// An option of a command: `--name`, `--name=VALUE`, `-n VALUE`.
package struct Option: Hashable, Sendable {
    /// The long name, without the hyphens.
    package var name: String
    /// The short name, one ASCII letter or digit.
    package var short: Character?
    /// What its value looks like; nil: it takes none.
    package var placeholder: String?
    /// What it does, one or two sentences.
    package var help: String
    /// What holds where it isn't given, for `--help`.
    package var defaultText: String?
    /// The only values that it takes; empty: any.
    package var choices: [String]
    /// Whether it may be given several times, with all values kept. Otherwise the last one counts.
    package var isRepeatable: Bool

    /// An option without a value.
    package static func flag(_ name: String, short: Character? = nil, help: String) -> Option {
        Option(
            name: name, short: short, placeholder: nil, help: help, defaultText: nil, choices: [], isRepeatable: false)
    }

    /// An option with a value.
    package static func value(
        _ name: String, short: Character? = nil, _ placeholder: String, default defaultText: String? = nil,
        choices: [String] = [], isRepeatable: Bool = false, help: String
    ) -> Option {
        Option(
            name: name, short: short, placeholder: placeholder, help: help, defaultText: defaultText, choices: choices,
            isRepeatable: isRepeatable)
    }
}

/// What follows a command without a name of its own.
package struct Argument: Hashable, Sendable {
    /// How many.
    package enum Count: Hashable, Sendable {
        /// Exactly one.
        case one
        /// One or none.
        case optional
        /// One or more.
        case some
        /// Any number.
        case any
    }

    /// What it is called in the help, in capitals.
    package var name: String
    /// What it is.
    package var help: String
    /// How many.
    package var count: Count
    /// The only words that it takes; empty: any.
    package var choices: [String]

    /// An argument.
    package init(_ name: String, _ count: Count = .one, choices: [String] = [], help: String) {
        self.name = name
        self.count = count
        self.choices = choices
        self.help = help
    }

    /// Whether the command line may end before it.
    var isOptional: Bool { count == .optional || count == .any }
    /// Whether it takes all that is left.
    var isRepeated: Bool { count == .some || count == .any }

    /// How it stands in the usage line.
    var usage: String {
        let name = isRepeated ? "\(name)..." : name
        return isOptional ? "[\(name)]" : name
    }
}
