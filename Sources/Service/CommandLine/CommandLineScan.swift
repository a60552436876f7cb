/// The state of reading one command line.
struct CommandLineScan {
    /// The commands from the root to where we are.
    private(set) var chain: [Command]
    private(set) var invocation = Invocation(path: [])
    private var rest: ArraySlice<String> = []

    init(_ root: Command) { chain = [root] }

    private var command: Command { chain[chain.count - 1] }

    private var options: [Option] {
        chain.flatMap(\.options) + Command.common + (chain.count == 1 ? Command.rootOnly : [])
    }

    mutating func read(_ words: [String]) throws(UsageError) {
        rest = words[...]
        while let word = rest.popFirst() {
            if word == "--" {
                for word in rest { try argument(word) }
                return
            } else if word.hasPrefix("--") {
                try long(word.dropFirst(2))
            } else if word.hasPrefix("-"), word != "-" {
                try short(word.dropFirst())
            } else {
                try plain(word)
            }
        }
    }

    /// A command's word where one is awaited, `help` among them, else an argument.
    private mutating func plain(_ word: String) throws(UsageError) {
        guard !command.subcommands.isEmpty else { return try argument(word) }
        if let next = command.subcommands.first(where: { $0.name == word }) {
            chain.append(next)
            invocation.path.append(word)
        } else if word == "help" {
            invocation.values["help", default: []].append("")
        } else {
            throw failure(
                "there is no command '\(word)'", meant: Nearest.match(word, among: command.subcommands.map(\.name)))
        }
    }

    private mutating func argument(_ word: String) throws(UsageError) {
        // `zapline help topics aply` shows the help of what it could find.
        if !command.subcommands.isEmpty { throw failure("there is no command '\(word)'", meant: nil) }
        let place = invocation.arguments.count
        let last = command.arguments.last
        guard place < command.arguments.count || last?.isRepeated == true else {
            throw failure("'\(word)' is one argument too many", meant: nil)
        }
        let argument = place < command.arguments.count ? command.arguments[place] : last
        if let argument { try check(word, argument.choices, argument.name) }
        invocation.arguments.append(word)
    }

    private mutating func long(_ text: Substring) throws(UsageError) {
        let name = String(text.prefix { $0 != "=" })
        let given = name.count == text.count ? nil : String(text.dropFirst(name.count + 1))
        guard let option = options.first(where: { $0.name == name }) else {
            let meant = Nearest.match(name, among: options.map(\.name)).map { "--\($0)" }
            throw failure("there is no option '--\(name)'", meant: meant)
        }
        if option.placeholder == nil {
            guard given == nil else { throw failure("the option '--\(name)' takes no value", meant: nil) }
            take(option, "")
        } else if let value = given ?? rest.popFirst() {
            try check(value, option.choices, "--\(name)")
            take(option, value)
        } else {
            throw failure("the option '--\(name)' needs a value", meant: nil)
        }
    }

    private mutating func short(_ text: Substring) throws(UsageError) {
        var letters = text
        while let letter = letters.popFirst() {
            guard let option = options.first(where: { $0.short == letter }) else {
                throw failure("there is no option '-\(letter)'", meant: nil)
            }
            guard option.placeholder != nil else {
                take(option, "")
                continue
            }
            guard let value = letters.isEmpty ? rest.popFirst() : String(letters) else {
                throw failure("the option '-\(letter)' needs a value", meant: nil)
            }
            try check(value, option.choices, "-\(letter)")
            take(option, value)
            return
        }
    }

    private mutating func take(_ option: Option, _ value: String) {
        if option.isRepeatable || option.placeholder == nil {
            invocation.values[option.name, default: []].append(value)
        } else {
            invocation.values[option.name] = [value]
        }
    }

    private func check(_ value: String, _ choices: [String], _ name: String) throws(UsageError) {
        guard !choices.isEmpty, !choices.contains(value) else { return }
        let meant = Nearest.match(value, among: choices)
        throw failure("\(name): '\(value)' is none of \(choices.joined(separator: ", "))", meant: meant)
    }

    /// What is only known at the end: whether a command or an argument is missing.
    func checkEnd() throws(UsageError) {
        if !command.subcommands.isEmpty {
            let names = command.subcommands.map(\.name).joined(separator: ", ")
            throw failure("a command is missing: one of \(names)", meant: nil)
        }
        let needed = command.arguments.filter { !$0.isOptional }
        if invocation.arguments.count < needed.count {
            throw failure("\(needed[invocation.arguments.count].name) is missing", meant: nil)
        }
    }

    private func failure(_ message: String, meant: String?) -> UsageError {
        UsageError(message + (meant.map { "; did you mean '\($0)'?" } ?? ""), path: invocation.path)
    }
}
