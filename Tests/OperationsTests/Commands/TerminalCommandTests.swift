import Kafka
import TestSupport
import Testing

@testable import Operations

@Suite("Commands at a real terminal", .timeLimit(.minutes(2)))
struct TerminalCommandTests {
    let cluster: MockCluster

    init() throws {
        cluster = try MockCluster()
        for topic in ["lifecycle", "heartbeats", "messages"] {
            try cluster.createTopic("whatsapp.\(topic)", partitions: 1)
        }
    }

    private func count(_ topic: String) throws -> Int64 {
        let admin = try Admin(ClientSettings(bootstrapServers: cluster.bootstrapServers), log: { _ in })
        return try admin.watermarks(TopicPartition("whatsapp.\(topic)", 0), timeout: .seconds(5)).high
    }

    /// Runs a command at a terminal, types `answer` once `question` is there; how it ended, and all that was shown.
    private func run(
        _ words: String..., question: String? = nil, answer: String = "", environment: [String: String] = [:]
    ) async throws -> (end: Shell.End, shown: String) {
        let variables = ["KAFKA_BOOTSTRAP_SERVERS": cluster.bootstrapServers, "LOGNAME": "ana", "TERM": "xterm"]
        return try await onOwnThread {
            let terminal = try PseudoTerminal()
            let pid = try terminal.start(
                [Shell.product("zapline")] + words, environment: variables.merging(environment) { $1 })
            if let question {
                #expect(terminal.read(upTo: question))
                terminal.type(answer)
            }
            return (terminal.wait(for: pid), terminal.shown)
        }
    }

    @Test("set-status asks, and only a yes publishes", arguments: ["y\n", "YES\n", " y \n"])
    func agrees(answer: String) async throws {
        let (end, shown) = try await run(
            "instances", "set-status", "loja", "connected", question: "[y/N] ", answer: answer)
        #expect(end == .code(0), "\(shown)")
        #expect(shown.contains("published whatsapp.session.connected for loja: whatsapp.lifecycle/0"))
        #expect(try count("lifecycle") == 1)
    }

    @Test(
        "Anything else, nothing, and the end of the input publish nothing", arguments: ["n\n", "\n", "yx\n", "\u{4}"])
    func refuses(answer: String) async throws {
        let (end, shown) = try await run(
            "instances", "set-status", "loja", "connected", question: "[y/N] ", answer: answer)
        #expect(end == .code(0), "\(shown)")
        #expect(shown.contains("\r\nnothing was published"), "\(shown)")
        #expect(try count("lifecycle") == 0)
    }

    @Test("A Ctrl-C at the question ends it by the signal")
    func interrupts() async throws {
        let (end, _) = try await run(
            "instances", "set-status", "loja", "connected", question: "[y/N] ", answer: "\u{3}")
        #expect(end == .signal(2))
        #expect(try count("lifecycle") == 0)
    }

    @Test("A Ctrl-C ends load with its summary")
    func interruptsLoad() async throws {
        let (end, shown) = try await run("load", "--rate=500", "--seed=7", question: "events", answer: "\u{3}")
        #expect(end == .code(0), "\(shown)")
        #expect(shown.contains("\u{1B}["))
        #expect(shown.contains("--seed=7 makes the same again"))
        #expect(!shown.contains("not known to be in the log"))
    }

    @Test("NO_COLOR leaves no escape code at a terminal", arguments: [["NO_COLOR": "1"], ["TERM": "dumb"]])
    func plain(environment: [String: String]) async throws {
        for words in [["load", "--events=20"], ["topics", "check"], ["doctor"]] {
            let (_, shown) = try await run(words[0], words.count > 1 ? words[1] : "--json", environment: environment)
            #expect(!shown.isEmpty && !shown.contains("\u{1B}"), "\(shown)")
        }
    }
}
