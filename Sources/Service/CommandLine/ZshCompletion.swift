/// A completion script for zsh, from the command tree: a function a command, each with what `_arguments` explains.
package struct ZshCompletion {
    private let root: Command

    /// A script for a program.
    package init(_ root: Command) { self.root = root }

    /// The script; to be a file `_program` in a folder of `$fpath`, or sourced.
    package var script: String {
        let functions = functions(root, [], []).joined(separator: "\n")
        let name = Self.function([root.name])
        return """
            #compdef \(root.name)
            # zsh completion of \(root.name); put it as _\(root.name) into a folder of $fpath, or source it.
            \(functions)
            if [[ "$funcstack[1]" == _\(root.name) ]]; then
                \(name) "$@"
            else
                compdef \(name) \(root.name)
            fi

            """
    }

    private func functions(_ command: Command, _ path: [String], _ above: [Option]) -> [String] {
        let inherited = above + command.options
        let options = inherited + Command.common + (path.isEmpty ? Command.rootOnly : [])
        let whole = path.isEmpty ? [root.name] : [root.name] + path
        var specs = options.flatMap(Self.spec)
        specs += command.subcommands.isEmpty ? command.arguments.map(Self.spec) : ["'1: :->command'", "'*:: :->rest'"]
        var lines = [
            "\(Self.function(whole))() {", "    local context state state_descr line ret=1", "    typeset -A opt_args",
        ]
        lines.append("    _arguments -s -S -C \\")
        lines += specs.map { "        \($0) \\" }
        lines.append("        && ret=0")
        lines += command.subcommands.isEmpty ? [] : dispatch(command, whole)
        lines += ["    return ret", "}"]
        return [lines.joined(separator: "\n")]
            + command.subcommands.flatMap { functions($0, path + [$0.name], inherited) }
    }

    private func dispatch(_ command: Command, _ whole: [String]) -> [String] {
        let names = command.subcommands.map { "            '\($0.name):\(Self.quoted($0.summary))'" }
        let cases = command.subcommands.map { "        \($0.name)) \(Self.function(whole + [$0.name])) && ret=0 ;;" }
        return ["    case $state in", "    command)", "        local -a commands=("] + names
            + [
                "        )", "        _describe -t commands command commands && ret=0 ;;", "    rest)",
                "        case $words[1] in",
            ]
            + cases + ["        esac ;;", "    esac"]
    }

    private static func function(_ whole: [String]) -> String {
        "_zl_" + whole.joined(separator: "_").map { $0.isLetter || $0.isNumber ? String($0) : "_" }.joined()
    }

    /// One specification for each of an option's names.
    private static func spec(_ option: Option) -> [String] {
        let names = ["--\(option.name)"] + (option.short.map { ["-\($0)"] } ?? [])
        let exclusive = option.isRepeatable ? "*" : "(\(names.joined(separator: " ")))"
        return names.map { name in
            let suffix = option.placeholder == nil ? "" : name.hasPrefix("--") ? "=" : "+"
            return "'\(exclusive)\(name)\(suffix)[\(quoted(option.help))]\(value(option.placeholder, option.choices))'"
        }
    }

    private static func spec(_ argument: Argument) -> String {
        let place = argument.isRepeated ? "*:" : argument.isOptional ? "::" : ":"
        return "'\(place)\(quoted(argument.name)):\(action(argument.choices))'"
    }

    private static func value(_ placeholder: String?, _ choices: [String]) -> String {
        placeholder.map { ":\(quoted($0)):\(action(choices))" } ?? ""
    }

    private static func action(_ choices: [String]) -> String {
        choices.isEmpty ? "_files" : "(\(choices.joined(separator: " ")))"
    }

    /// Text inside single quotes and brackets of a specification.
    private static func quoted(_ text: String) -> String {
        text.reduce(into: "") { result, character in
            switch character {
            case "'": result += "'\\''"
            case ":", "[", "]", "\\": result += "\\\(character)"
            default: result.append(character)
            }
        }
    }
}
