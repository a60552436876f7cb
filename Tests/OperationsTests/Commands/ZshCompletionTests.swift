import Glibc
import Operations
import Service
import TestSupport
import Testing
import zapline

/// zsh completes at a terminal and nowhere else, so it is given one, and what it would offer is taken from its `compadd`.
@Suite("zsh completes the tool's commands", .enabled(if: isInstalled), .timeLimit(.minutes(5)))
struct ZshCompletionTests {
    /// What zsh offers behind each of `lines`, in its order.
    private static func offers(_ lines: [String]) async throws -> [String: [String]] {
        let file = TemporaryFile(ZshCompletion(Zapline.root.command).script)
        let inner = TemporaryFile(
            """
            PROMPT=; source \(file.path) 2> /dev/null
            autoload -U compinit; compinit -u -D; source \(file.path)
            compadd() {
              if [[ ${@[1,(i)(-|--)]} == *-(O|A|D)* ]]; then builtin compadd "$@"; return; fi
              local -a hits; builtin compadd -O hits "$@"
              for hit in $hits; do print -r -- "$BUFFER|${hit% }" >> \(file.path).offers; done
              builtin compadd "$@"
            }
            offer() { zle list-choices; print FINI''SHED > $TTY }
            zle -N offer; bindkey '^I' offer; LISTMAX=1000
            print BEG''UN
            """)
        let typed = lines.map { "zpty -n -w z '\($0)'$'\\t'; zpty -r z line '*FINISHED*'; zpty -n -w z $'\\C-u'" }
        let script = """
            zmodload zsh/zpty; zpty z zsh -f -i
            zpty -w z 'source \(inner.path)'; zpty -r z line '*BEGUN*'
            \(typed.joined(separator: "\n"))
            zpty -d z; cat \(file.path).offers; rm \(file.path).offers
            """
        // Bounded: a zsh that doesn't answer would hold up all other tests.
        let words = ["timeout", "30", "zsh", "-c", script]
        let text = try await onOwnThread {
            try Shell.start(words, environment: ["PATH": "/usr/bin:/bin", "TERM": "dumb"]).wait().output
        }
        let pairs = text.split(separator: "\n").compactMap { line -> (String, String)? in
            let parts = line.split(separator: "|", maxSplits: 1)
            return parts.count == 2 ? (String(parts[0]), String(parts[1])) : nil
        }
        return Dictionary(grouping: pairs, by: \.0).mapValues { $0.map(\.1) }
    }

    @Test("Commands, options and words are offered where they belong")
    func completes() async throws {
        let lines = [
            "zapline ", "zapline to", "zapline topics ", "zapline publish --gateway=", "zapline publish -g w",
            "zapline instances set-status x ", "zapline load --", "zapline topics apply --json --",
        ]
        let offers = try await Self.offers(lines)
        #expect(Set(offers["zapline "] ?? []).isSuperset(of: Zapline.root.command.subcommands.map(\.name)))
        #expect(offers["zapline to"] == ["topics"])
        #expect(offers["zapline topics "] == ["check", "plan", "apply"])
        #expect(offers["zapline publish --gateway="]?.sorted() == Publishing.gatewayNames.sorted())
        #expect(offers["zapline publish -g w"]?.sorted() == ["waha", "whatsapp-web.js"])
        #expect(offers["zapline instances set-status x "]?.sorted() == InstancesAction.statusNames.sorted())
        let load = offers["zapline load --"] ?? []
        #expect(Set(load.map { $0.prefix { $0 != "=" } }).isSuperset(of: ["--rate", "--events", "--help"]), "\(load)")
        let apply = offers["zapline topics apply --json --"] ?? []
        #expect(apply.contains("--dry-run") && !apply.contains("--json"), "\(apply)")
    }
}

private let isInstalled = unsafe access("/usr/bin/zsh", X_OK) == 0
