/// A completion script for bash, from the command tree.
///
/// Bash has no words of explanation, so the script is a table: for each path of commands the words that may follow,
/// and for each option with a closed set of values those.
package struct BashCompletion {
    private let root: Command

    /// A script for a program.
    package init(_ root: Command) { self.root = root }

    /// The script; `source <(program --completions=bash)`.
    package var script: String {
        let function = "_" + root.name.map { $0.isLetter || $0.isNumber ? String($0) : "_" }.joined()
        return """
            # bash completion of \(root.name); source it, or put it into
            # ~/.local/share/bash-completion/completions/\(root.name)
            \(function)_value() {
                value=""
                case "$1|$2" in
            \(indented(values(root, [], []), 8))
                esac
            }
            \(function)() {
                local current="${COMP_WORDS[COMP_CWORD]}" path="" words="" value="" word index
                for ((index = 1; index < COMP_CWORD; index++)); do
                    word="${COMP_WORDS[index]}"
                    \(function)_value "$path" "$word"
                    if [[ -n $value ]]; then
                        [[ ${COMP_WORDS[index + 1]} == "=" ]] && ((index++))
                        ((index++))
                        continue
                    fi
                    case "$path|$word" in
            \(indented(steps(root, []), 12))
                    esac
                done
                word="${COMP_WORDS[COMP_CWORD - 1]}"
                if [[ $current == "=" ]]; then
                    current=""
                elif [[ $word == "=" ]]; then
                    word="${COMP_WORDS[COMP_CWORD - 2]}"
                fi
                \(function)_value "$path" "$word"
                if [[ $value == "*" ]]; then
                    COMPREPLY=()
                    return
                elif [[ -n $value ]]; then
                    COMPREPLY=($(compgen -W "$value" -- "$current"))
                    return
                fi
                case "$path" in
            \(indented(words(root, [], []), 8))
                esac
                COMPREPLY=($(compgen -W "$words" -- "$current"))
            }
            complete -o default -F \(function) \(root.name)

            """
    }

    private func indented(_ lines: [String], _ width: Int) -> String {
        lines.map { String(repeating: " ", count: width) + $0 }.joined(separator: "\n")
    }

    /// From one path of commands to the next.
    private func steps(_ command: Command, _ path: [String]) -> [String] {
        command.subcommands.flatMap { next in
            let to = path + [next.name]
            return ["'\(path.joined(separator: " "))|\(next.name)') path='\(to.joined(separator: " "))' ;;"]
                + steps(next, to)
        }
    }

    /// What may follow an option with a value: its words, or `*` for anything (files are offered then).
    private func values(_ command: Command, _ path: [String], _ above: [Option]) -> [String] {
        let inherited = above + command.options
        let options = inherited + (path.isEmpty ? Command.rootOnly : [])
        let own = options.filter { $0.placeholder != nil }.map { option in
            let key = path.joined(separator: " ")
            let names = ["'\(key)|--\(option.name)'"] + (option.short.map { ["'\(key)|-\($0)'"] } ?? [])
            let value = option.choices.isEmpty ? "*" : option.choices.joined(separator: " ")
            return "\(names.joined(separator: " | "))) value='\(value)' ;;"
        }
        return own + command.subcommands.flatMap { values($0, path + [$0.name], inherited) }
    }

    /// What may follow a path of commands.
    private func words(_ command: Command, _ path: [String], _ above: [Option]) -> [String] {
        let inherited = above + command.options
        let options = inherited + Command.common + (path.isEmpty ? Command.rootOnly : [])
        let names = options.flatMap { ["--\($0.name)"] + ($0.short.map { ["-\($0)"] } ?? []) }
        let all = command.subcommands.map(\.name) + command.arguments.flatMap(\.choices) + names
        return ["'\(path.joined(separator: " "))') words='\(all.joined(separator: " "))' ;;"]
            + command.subcommands.flatMap { words($0, path + [$0.name], inherited) }
    }
}
