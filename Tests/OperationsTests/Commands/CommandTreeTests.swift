import Operations
import Service
import Testing
import zapline

@Suite("The tree of commands")
struct CommandTreeTests {
    /// The paths of all commands below `command`.
    static func paths(_ command: Command, _ path: [String] = []) -> [[String]] {
        [path] + command.subcommands.flatMap { paths($0, path + [$0.name]) }
    }

    static let all = paths(Zapline.root.command)

    @Test("Every command has a help that fits 80 columns", arguments: all)
    func hasHelp(_ path: [String]) async throws {
        let chain = try #require(Zapline.root.command.chain(path))
        let text = HelpText(chain).text
        #expect(text.hasPrefix("Usage: zapline"))
        for line in text.split(separator: "\n") { #expect(line.count <= 80, "\(line)") }
    }

    @Test("The commands that are promised are there")
    func hasCommands() {
        let names = Set(Self.all.map { $0.joined(separator: " ") })
        for name in [
            "topics apply", "topics check", "topics plan", "schema apply", "schema check", "publish", "load",
            "instances list",
            "instances set-status", "offsets show", "offsets set", "offsets new-log", "dead-letters list",
            "dead-letters show", "contract check", "doctor", "completion", "rebuild start", "rebuild list",
            "rebuild promote", "rebuild abandon", "verify", "health watch", "health explain",
        ] { #expect(names.contains(name), "\(name)") }
    }

    @Test("--version, --help and help end well")
    func endsWell() async {
        #expect(await Tool().run("--version").output.hasPrefix("zapline "))
        #expect(await Tool().run("--help").code == .done)
        #expect(await Tool().run("topics", "apply", "--help").output.contains("--allow-delete"))
        #expect(await Tool().run("help", "publish").output.contains("--gateway"))
    }

    @Test(
        "A mistyped word is answered with the nearest",
        arguments: [
            (["topics", "aply"], "apply"), (["publsh"], "publish"), (["doctor", "--jsn"], "--json"),
            (["publish", "--gateway=wahaa", "x"], "waha"),
        ])
    func suggests(_ words: [String], _ meant: String) async {
        let result =
            words.count == 1
            ? await Tool().run(words[0])
            : words.count == 2
                ? await Tool().run(words[0], words[1]) : await Tool().run(words[0], words[1], words[2])
        #expect(result.code == .usage)
        #expect(result.error.contains("did you mean '\(meant)'?"))
    }

    @Test("What is missing is bad usage", arguments: ["publish", "topics", "instances", "completion"])
    func refuses(_ word: String) async {
        #expect(await Tool().run(word).code == .usage)
    }

    @Test("Completion scripts know the commands", arguments: ["bash", "zsh"])
    func completes(_ shell: String) async {
        let script = await Tool().run("completion", shell).output
        for word in [
            "dead-letters", "set-status", "evolution-api", "--sessions", "watch", "--once", "canary-lost", "degraded",
        ] { #expect(script.contains(word)) }
    }

    @Test(
        "Commands that need a server say which setting is missing",
        arguments: [
            (["topics", "check"], "KAFKA_BOOTSTRAP_SERVERS"), (["schema", "check"], "DATABASE_URL"),
            (["load", "-r1"], "KAFKA_BOOTSTRAP_SERVERS"),
            (["instances", "list"], "DATABASE_URL"), (["dead-letters", "list"], "DATABASE_URL"),
            (["publish", "x"], "KAFKA_BOOTSTRAP_SERVERS"), (["rebuild", "list"], "DATABASE_URL"),
            (["verify", "status"], "DATABASE_URL"), (["health", "watch"], "KAFKA_BOOTSTRAP_SERVERS"),
        ])
    func names(_ words: [String], _ setting: String) async {
        let result = await Tool().run(words[0], words[1])
        #expect(result.code == .configuration)
        #expect(result.error.contains("\(setting): is not set"))
    }

    @Test(
        "A server that isn't there ends a command with 69, soon",
        arguments: [
            ["schema", "check"], ["instances", "list"], ["dead-letters", "list"], ["rebuild", "list"],
        ])
    func missesDatabase(_ words: [String]) async {
        let tool = Tool(environment: ["DATABASE_URL": "postgresql://u:secret@127.0.0.1:1/x"])
        let result = await tool.run(words[0], words[1])
        #expect(result.code == .unavailable)
        #expect(result.error.contains("DATABASE_URL"))
        #expect(!result.error.contains("secret"))
    }

    @Test("A property that the guarantees depend on is refused with the reason")
    func refusesProperties() async {
        let tool = Tool(environment: ["KAFKA_BOOTSTRAP_SERVERS": "127.0.0.1:1", "KAFKA_ACKS": "0"])
        let result = await tool.run("topics", "check")
        #expect(result.code == .configuration)
        #expect(result.error.contains("acks can't be set"))
    }
}
