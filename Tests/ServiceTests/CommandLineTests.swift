import Service
import Testing

/// A small program with all that a command line can have.
let sample = Command(
    "zap", summary: "Does things.",
    discussion:
        "It does them well.\n\n  as it stands\n  here\n\nAnd fast, in a sentence that is quite a bit longer "
        + "than what a line of eighty columns could ever hold.",
    options: [Option.flag("verbose", short: "v", help: "Say more.")],
    subcommands: [
        Command(
            "topics", summary: "Topics as code.",
            options: [Option.value("folder", short: "f", "FOLDER", default: "topics", help: "Where the files are.")],
            subcommands: [
                Command(
                    "apply", summary: "Makes the topics.",
                    options: [
                        Option.flag("dry-run", short: "n", help: "Only show what would be done."),
                        Option.value("limit", short: "l", "N", help: "How many."),
                        Option.value("only", "NAME", isRepeatable: true, help: "Only this topic."),
                        Option.value("format", "FORMAT", choices: ["text", "json"], help: "How it is told."),
                    ],
                    arguments: [Argument("FILE", .any, help: "A topic's file.")],
                    examples: [Command.Example("zap topics apply -n", "Show what would change:")],
                    exitCodes: [.found, .unavailable]),
                Command("list", summary: "Lists them."),
            ]),
        Command(
            "rebuild", summary: "Builds a pipeline's tables anew.",
            arguments: [
                Argument("PIPELINE", choices: ["status", "archive", "messages"], help: "Which one."),
                Argument("NOTE", .optional, help: "Why."),
            ]),
        Command("send", summary: "Sends.", arguments: [Argument("FILE", .some, help: "What.")]),
    ])

@Suite("Command lines by GNU's conventions")
struct CommandLineTests {
    private func run(_ words: String...) throws -> Invocation? {
        guard case .run(let invocation) = try CommandLineParser(sample).parse(words) else { return nil }
        return invocation
    }

    private func failure(_ words: String...) -> String? {
        do throws(UsageError) {
            _ = try CommandLineParser(sample).parse(words)
            return nil
        } catch {
            return error.message
        }
    }

    @Test("Commands below commands, options of each of them anywhere behind")
    func nested() throws {
        let invocation = try run("topics", "apply", "-v", "--folder=x", "a.yaml", "--dry-run", "b.yaml")
        #expect(invocation?.path == ["topics", "apply"])
        #expect(invocation?.arguments == ["a.yaml", "b.yaml"])
        #expect(invocation?.has("verbose") == true)
        #expect(invocation?.has("dry-run") == true)
        #expect(invocation?.value("folder") == "x")
        #expect(try run("-v", "topics", "--folder", "y", "list")?.path == ["topics", "list"])
    }

    @Test("A value behind =, behind a blank, behind a letter; an empty one too")
    func values() throws {
        #expect(try run("topics", "apply", "--limit=5")?.value("limit") == "5")
        #expect(try run("topics", "apply", "--limit", "5")?.value("limit") == "5")
        #expect(try run("topics", "apply", "-l5")?.value("limit") == "5")
        #expect(try run("topics", "apply", "-l", "5")?.value("limit") == "5")
        #expect(try run("topics", "apply", "--limit=")?.value("limit") == "")
        #expect(try run("topics", "apply", "--limit=a=b")?.value("limit") == "a=b")
        #expect(try run("topics", "apply", "--limit", "--dry-run")?.value("limit") == "--dry-run")
        #expect(try run("topics", "apply", "-l", "-5")?.value("limit") == "-5")
    }

    @Test("Short flags in a bundle, the last with its value")
    func bundle() throws {
        let invocation = try run("topics", "apply", "-vnl5")
        #expect(invocation?.has("verbose") == true)
        #expect(invocation?.has("dry-run") == true)
        #expect(invocation?.value("limit") == "5")
        #expect(try run("topics", "apply", "-vvv")?.all("verbose").count == 3)
    }

    @Test("Behind -- all is argument; - alone is one too")
    func terminator() throws {
        #expect(try run("topics", "apply", "-n", "--", "--limit", "-", "--")?.arguments == ["--limit", "-", "--"])
        #expect(try run("topics", "apply", "-")?.arguments == ["-"])
    }

    @Test("Of several values the last counts, unless they are all wanted")
    func repetition() throws {
        let invocation = try run("topics", "apply", "--limit=1", "--limit=2", "--only=a", "--only", "b")
        #expect(invocation?.value("limit") == "2")
        #expect(invocation?.all("limit") == ["2"])
        #expect(invocation?.all("only") == ["a", "b"])
        #expect(invocation?.all("format") == [])
    }

    @Test("What is unknown is answered with what was meant")
    func unknown() {
        #expect(failure("topcis") == "there is no command 'topcis'; did you mean 'topics'?")
        #expect(failure("topics", "aply") == "there is no command 'aply'; did you mean 'apply'?")
        #expect(failure("frobnicate") == "there is no command 'frobnicate'")
        #expect(failure("topics", "apply", "--dryrun") == "there is no option '--dryrun'; did you mean '--dry-run'?")
        #expect(failure("topics", "apply", "--quux=1") == "there is no option '--quux'")
        #expect(failure("topics", "apply", "-x") == "there is no option '-x'")
        #expect(failure("topics", "list", "-n") == "there is no option '-n'")
        #expect(
            failure("rebuild", "mesages")
                == "PIPELINE: 'mesages' is none of status, archive, messages; did you mean 'messages'?")
        #expect(failure("topics", "apply", "--format=xml") == "--format: 'xml' is none of text, json")
        #expect(failure("topics", "--version", "list") == "there is no option '--version'")
        #expect(failure("--", "topics") == "there is no command 'topics'")
    }

    @Test("What is missing or too much is told")
    func counts() throws {
        #expect(failure() == "a command is missing: one of topics, rebuild, send")
        #expect(failure("topics") == "a command is missing: one of apply, list")
        #expect(failure("rebuild") == "PIPELINE is missing")
        #expect(failure("send") == "FILE is missing")
        #expect(failure("rebuild", "status", "note", "more") == "'more' is one argument too many")
        #expect(failure("topics", "list", "x") == "'x' is one argument too many")
        #expect(failure("topics", "apply", "--limit") == "the option '--limit' needs a value")
        #expect(failure("topics", "apply", "-nl") == "the option '-l' needs a value")
        #expect(failure("topics", "apply", "--dry-run=yes") == "the option '--dry-run' takes no value")
        #expect(try run("rebuild", "status")?.arguments == ["status"])
        #expect(try run("send", "a", "b", "c")?.arguments == ["a", "b", "c"])
    }

    @Test(
        "Odd words are told, not tripped over",
        arguments: ["--=", "--=x", "-=", "-é", "--\u{0}", "", "---", "-\u{1F600}"])
    func odd(word: String) { #expect(failure(word) != nil) }

    @Test("Help wherever it is asked for, even where something is missing; version and completions of the program")
    func special() throws {
        let parser = CommandLineParser(sample)
        #expect(try parser.parse(["--help"]) == .help(path: []))
        #expect(try parser.parse(["-h"]) == .help(path: []))
        #expect(try parser.parse(["help"]) == .help(path: []))
        #expect(try parser.parse(["topics", "apply", "--help"]) == .help(path: ["topics", "apply"]))
        #expect(try parser.parse(["rebuild", "-h"]) == .help(path: ["rebuild"]))
        #expect(try parser.parse(["help", "topics", "apply"]) == .help(path: ["topics", "apply"]))
        #expect(try parser.parse(["--version"]) == .version)
        #expect(try parser.parse(["--completions", "zsh"]) == .completions(shell: "zsh"))
        #expect(failure("--completions=fish") == "--completions: 'fish' is none of bash, zsh")
    }

    @Test("Values of a type, with their bounds")
    func typed() throws {
        enum Format: String { case text, json }
        let invocation = try run("topics", "apply", "--limit=5", "--format=json")
        #expect(try invocation?.integer("limit", in: 1...9, default: 1) == 5)
        #expect(try invocation?.integer("none", in: 1...9, default: 1) == 1)
        #expect(try invocation?.choice("format", default: Format.text) == .json)
        #expect(try invocation?.choice("none", default: Format.text) == .text)
        #expect(try invocation?.duration("none", default: .seconds(3)) == .seconds(3))
        let error = #expect(throws: UsageError.self) { try invocation?.integer("limit", in: 6...9, default: 6) }
        #expect(error?.message == "--limit=5: give a whole number from 6 to 9")
        #expect(throws: UsageError.self) { try invocation?.duration("limit", default: .zero) }
        #expect(throws: UsageError.self) { try invocation?.choice("limit", default: Format.text) }
    }

    @Test("A usage error says where to learn more")
    func errorText() {
        let error = UsageError("FILE is missing", path: ["send"])
        #expect(error.text(program: "zap") == "zap: FILE is missing\nTry 'zap send --help' for more information.\n")
        #expect(error.exitCode == .usage)
    }
}
