import Glibc
import Service
import TestSupport
import Testing

@Suite("Completion scripts do complete", .timeLimit(.minutes(1)))
struct CompletionTests {
    /// What bash offers for the last of `words`.
    private func bash(_ words: [String]) async throws -> [String] {
        let quoted = words.map { "'\($0)'" }.joined(separator: " ")
        let script = """
            \(BashCompletion(sample).script)
            COMP_WORDS=(\(quoted)); COMP_CWORD=\(words.count - 1)
            _zap
            printf '%s\\n' "${COMPREPLY[@]}"
            """
        return try await onOwnThread { try Shell.output("bash", script) }.split(separator: "\n").map(String.init)
            .sorted()
    }

    @Test("Commands, below each other, and their options")
    func commands() async throws {
        #expect(try await bash(["zap", ""]).contains("topics"))
        #expect(try await bash(["zap", "to"]) == ["topics"])
        #expect(
            try await bash(["zap", "topics", ""]) == [
                "--folder", "--help", "--verbose", "-f", "-h", "-v", "apply", "list",
            ])
        #expect(try await bash(["zap", "topics", "apply", "--d"]) == ["--dry-run"])
        #expect(try await bash(["zap", "-v", "topics", "-f", "topics", "a"]) == ["apply"])
        #expect(try await bash(["zap", "--vers"]) == ["--version"])
        #expect(try await bash(["zap", "send", "--vers"]) == [])
    }

    @Test("Values of options and arguments with a closed set, in both spellings")
    func choices() async throws {
        #expect(try await bash(["zap", "rebuild", "m"]) == ["messages"])
        #expect(try await bash(["zap", "topics", "apply", "--format", ""]) == ["json", "text"])
        #expect(try await bash(["zap", "topics", "apply", "--format", "=", "j"]) == ["json"])
        #expect(try await bash(["zap", "topics", "apply", "--format", "="]) == ["json", "text"])
        #expect(try await bash(["zap", "--completions", "=", "z"]) == ["zsh"])
    }

    @Test("Where a value may be anything, files are left to bash")
    func files() async throws {
        #expect(try await bash(["zap", "topics", "--folder", "a"]) == [])
        #expect(BashCompletion(sample).script.contains("complete -o default -F _zap zap\n"))
    }

    @Test("A value that is called like a command is no command")
    func values() async throws {
        #expect(try await bash(["zap", "topics", "--folder", "=", "list", "ap"]) == ["apply"])
        #expect(try await bash(["zap", "topics", "--folder", "apply", "li"]) == ["list"])
    }

    @Test("A program's name with hyphens makes a function that bash takes")
    func name() async throws {
        let script = BashCompletion(Command("status-projector", summary: "x")).script + "\ncomplete -p status-projector"
        #expect(
            try await onOwnThread { try Shell.output("bash", script) }
                == "complete -o default -F _status_projector status-projector\n")
    }

    @Test("zsh's script explains every option, and zsh takes it where it is installed")
    func zsh() async throws {
        let script = ZshCompletion(sample).script
        #expect(script.hasPrefix("#compdef zap\n"))
        #expect(script.contains("'(--dry-run -n)--dry-run[Only show what would be done.]'"))
        #expect(script.contains("'(--limit -l)-l+[How many.]:N:_files'"))
        #expect(script.contains("'*--only=[Only this topic.]:NAME:_files'"))
        #expect(script.contains("'(--format)--format=[How it is told.]:FORMAT:(text json)'"))
        #expect(script.contains("':PIPELINE:(status archive messages)'"))
        #expect(script.contains("'rebuild:Builds a pipeline'\\''s tables anew.'"))
        guard unsafe access("/usr/bin/zsh", X_OK) == 0 else { return }
        #expect(
            try await onOwnThread {
                try Shell.output("zsh", "autoload -U compinit; compinit -u -D\n\(script)\necho ${_comps[zap]}")
            } == "_zl_zap\n")
    }
}
