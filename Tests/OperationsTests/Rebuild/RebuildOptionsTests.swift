import Kafka
import Service
import Testing
import zapline

@testable import Operations

@Suite("What rebuild and verify are asked for")
struct RebuildOptionsTests {
    /// What the tool's own parser makes of a command line.
    private func parse(_ words: [String]) throws -> Invocation {
        guard case .run(let invocation) = try CommandLineParser(Zapline.root.command).parse(words) else {
            throw UsageError("not a command to run")
        }
        return invocation
    }

    private func start(_ words: String..., pipeline: String = "messages") throws -> RebuildOptions {
        try RebuildOptions(
            parse(["rebuild", "start", pipeline] + words), environment: ["LOGNAME": "ana"], prefix: "whatsapp.")
    }

    private func verify(_ words: String...) throws -> VerifyOptions {
        try VerifyOptions(parse(["verify", "status"] + words), environment: ["LOGNAME": "ana"])
    }

    @Test("What is accepted of a repair means nothing without one")
    func lateRepair() throws {
        #expect(throws: UsageError.self) { try verify("--accept-late-start") }
        #expect(try verify("--repair", "--why=x", "--accept-late-start").acceptsLateStart)
        #expect(try !verify("--repair", "--why=x").acceptsLateStart)
    }

    @Test("Without options it begins with the earliest, and is only made")
    func defaults() throws {
        let options = try start()
        #expect(options.pipeline == "messages" && options.from == .earliest && !options.hasFrom)
        #expect(
            options.generation == nil && options.pace == ReplayPace() && options.promotion == nil && !options.isPlain)
    }

    @Test("Everything that can be said is read")
    func everything() throws {
        let options = try start(
            "--from=messages/3=1200", "--from", "whatsapp.messages/0=7", "--into-generation=2147483647", "--lanes=16",
            "--max-rate=20000", "--promote", "--why=new column", "--who=bia", "--plain")
        #expect(
            options.from
                == .offsets([TopicPartition("whatsapp.messages", 3): 1_200, TopicPartition("whatsapp.messages", 0): 7]))
        #expect(options.hasFrom && options.generation == Int32.max && options.isPlain)
        #expect(options.pace.lanes == 16 && options.pace.maxRate == 20_000)
        #expect(options.promotion == OperatorAct(actor: "bia", reason: "new column"))
        #expect(try start("--promote").promotion?.reason == "a rebuild takes live's place")
        #expect(try start("--from", "earliest").from == .earliest)
        #expect(try start("--from=2026-11-23T10:00:00+01:00").from == .time(1_795_424_400_000_000))
        let status = try start("--from=heartbeats/1=3", "--from=lifecycle/1=4", pipeline: "status")
        #expect(
            status.from
                == .offsets([TopicPartition("whatsapp.heartbeats", 1): 3, TopicPartition("whatsapp.lifecycle", 1): 4]))
    }

    @Test(
        "What can't be meant is bad usage that names the option",
        arguments: [
            (["--from=earliest", "--from=messages/0=1"], "stand alone"),
            (["--from=messages/0=1", "--from=2026-11-23T10:00:00Z"], "stand alone"),
            (["--from=earliest", "--from=earliest"], "stand alone"),
            (["--from=yesterday"], "RFC 3339"), (["--from=latest"], "give earliest"), (["--from="], "give earliest"),
            (["--from=2026-11-23"], "RFC 3339"), (["--from=2026-11-23T10:00:00"], "RFC 3339"),
            (["--from=messages=1"], "TOPIC/PARTITION=OFFSET"), (["--from=messages/0=-1"], "an offset from 0 on"),
            (["--from=messages/0=1=2"], "TOPIC/PARTITION=OFFSET"), (["--from=messages/-1=1"], "TOPIC/PARTITION=OFFSET"),
            (["--from=messages/0=99999999999999999999"], "an offset from 0 on"),
            (["--from=messages/0=1", "--from=whatsapp.messages/0=2"], "messages/0 is given twice"),
            (["--from=lifecycle/0=1"], "messages doesn't read whatsapp.lifecycle"),
            (["--into-generation=0"], "--into-generation=0"),
            (["--into-generation=2147483648"], "from 1 to 2147483647"),
            (["--lanes=0"], "from 1 to 16"), (["--lanes=17"], "from 1 to 16"), (["--max-rate=0"], "--max-rate=0"),
            (["--promote", "--why= "], "say why with --why"),
            (["--why=x"], "--why is for --promote"), (["--who=x"], "--who is for --promote"),
        ])
    func refuses(_ words: [String], _ text: String) throws {
        let invocation = try parse(["rebuild", "start", "messages"] + words)
        let error = #expect(throws: UsageError.self) {
            try RebuildOptions(invocation, environment: [:], prefix: "whatsapp.")
        }
        #expect(error?.message.contains(text) == true, "\(error?.message ?? "")")
        #expect(error?.path == ["rebuild", "start"])
        #expect(
            text.contains("--why") || words.contains { error?.message.contains($0.prefix { $0 != "=" }) == true })
    }

    @Test("A sample is a number, or names")
    func samples() throws {
        #expect(try verify().sample == nil)
        #expect(try verify("--sample=100").sample == .count(100))
        #expect(try verify("--sample=loja,centro,loja").sample == .names(["loja", "centro"]))
        #expect(try verify("--sample=100,").sample == .names(["100"]))
        #expect(try verify("--repair").repair?.reason == "what verify found is mended")
        #expect(try verify("--repair", "--why=x").repair == OperatorAct(actor: "ana@" + host, reason: "x"))
        for (words, text) in [
            (["--sample=0"], "--sample=0"), (["--sample="], "--sample"), (["--sample=,"], "--sample"),
            (["--sample=a\u{7}b"], "--sample"), (["--sample=" + String(repeating: "x", count: 256)], "--sample"),
            (["--repair", "--why="], "--why"), (["--why=x"], "--why is for --repair"), (["--lanes=x"], "--lanes=x"),
        ] {
            let invocation = try parse(["verify", "status"] + words)
            let error = #expect(throws: UsageError.self) { try VerifyOptions(invocation, environment: [:]) }
            #expect(error?.message.contains(text) == true, "\(words): \(error?.message ?? "")")
        }
    }

    private var host: String { String((try? verify("--repair", "--why=x").repair?.actor.dropFirst(4)) ?? "") }

    @Test(
        "Only what can be made again is rebuilt",
        arguments: [["rebuild", "start"], ["rebuild", "promote"], ["verify"]])
    func pipelines(_ words: [String]) {
        #expect(throws: UsageError.self) { try parse(words + ["health"]) }
        #expect(throws: UsageError.self) { try parse(words) }
        for pipeline in ["archive", "messages", "status"] {
            #expect(throws: Never.self) { try parse(words + [pipeline]) }
        }
    }
}
