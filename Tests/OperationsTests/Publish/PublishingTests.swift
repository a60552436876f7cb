import Gateways
import JSON
import Service
import Synchronization
import TestSupport
import Testing

@testable import Operations

@Suite("Publishing")
struct PublishingTests {
    static let event = CanonicalEventTests.good.text

    static func options(_ words: [String]) throws -> PublishOptions {
        let command = Command(
            "publish", summary: "",
            options: ["gateway", "instance", "event", "node"].map { .value($0, "X", help: "") } + [
                .flag("dry-run", help: "")
            ],
            arguments: [Argument("FILE", .some, help: "")])
        guard case .run(let invocation) = try CommandLineParser(command).parse(words) else {
            throw UsageError("no run")
        }
        return try PublishOptions(invocation)
    }

    static func run(_ words: String..., sink: CollectingSink, input: Int32 = -1, stop: StopRequest = StopRequest())
        throws -> (PublishReport, String)
    {
        let said = Collected()
        var publishing = Publishing(try options(words), sink: sink, stop: stop, input: input) { said.add($0) }
        return (try publishing.run(), said.text)
    }

    @Test("Good events of a file go on, and what is wrong is named with its place")
    func goesOn() throws {
        let file = TemporaryFile("\(Self.event)\n{\"specversion\":\"1.0\"}\n{torn\n\(Self.event)\n[1]\n")
        let sink = CollectingSink()
        let (report, said) = try Self.run(file.path, sink: sink)
        #expect(sink.events.count == 2)
        #expect(report.documents == 5)
        #expect(report.problemCount == 3)
        #expect(report.exitCode == .found)
        #expect(said.contains("\(file.path):2:1: id is required and absent\n"))
        #expect(said.contains("\(file.path):3:1: no JSON"))
        #expect(said.contains("\(file.path):5:2: an event is a JSON object\n"))
    }

    @Test("A list and one document are taken as well")
    func takesLists() throws {
        let sink = CollectingSink()
        let (list, one) = (TemporaryFile("[\n\(Self.event),\n\(Self.event)\n]"), TemporaryFile(Self.event))
        let (report, _) = try Self.run(list.path, one.path, sink: sink)
        #expect(sink.events.count == 3)
        #expect(report.exitCode == .done)
    }

    @Test("A file that can't be read is a problem, and the next one is read")
    func missingFile() throws {
        let sink = CollectingSink()
        let file = TemporaryFile(Self.event)
        let (report, said) = try Self.run("/nonexistent/x.json", "/tmp", file.path, sink: sink)
        #expect(sink.events.count == 1)
        #expect(report.problemCount == 2)
        #expect(said.contains("/nonexistent/x.json: can't be read: No such file or directory"))
    }

    @Test("Standard input is published as it comes, not at its end")
    func publishesLive() async throws {
        let pipe = Pipe()
        let seen = Mutex(0)
        let sink = CollectingSink(onSend: { count in seen.withLock { $0 = count } })
        let input = pipe.reading
        async let done = Blocking.run { try Self.run("-", sink: sink, input: input).0.events }
        pipe.write(Self.event + "\n")
        #expect(await eventually { seen.withLock { $0 } == 1 })
        pipe.write(Self.event + "\n" + Self.event)
        #expect(await eventually { seen.withLock { $0 } == 3 })
        pipe.end()
        #expect(try await done == 3)
    }

    @Test("A request to stop ends a live stream")
    func stopsLive() async throws {
        let pipe = Pipe()
        let (stop, sink, input) = (StopRequest(), CollectingSink(), pipe.reading)
        async let done = Blocking.run { try Self.run("-", sink: sink, input: input, stop: stop).0.events }
        pipe.write(Self.event + "\n")
        #expect(await eventually { sink.events.count == 1 })
        stop.request("test")
        #expect(try await done == 1)
    }

    @Test("A file that is stopped in its middle isn't done; standard input, which may have no end, is")
    func stopsInFile() async throws {
        let stop = StopRequest()
        let file = TemporaryFile(Array(repeating: Self.event, count: 100).joined(separator: "\n"))
        let sink = CollectingSink(onSend: { if $0 == 40 { stop.request("test") } })
        let (report, _) = try Self.run(file.path, "/nonexistent", sink: sink, stop: stop)
        #expect(report.events == 40 && report.problemCount == 0)
        #expect(report.isCutShort && report.exitCode == .found)
        #expect(report.text(width: 80, isDryRun: false).contains("stopped before the end"))
        #expect(report.json["stopped"]?.bool == true)

        let pipe = Pipe()
        let (late, input) = (StopRequest(), pipe.reading)
        let live = CollectingSink(onSend: { _ in late.request("test") })
        pipe.write(Self.event + "\n")
        let (other, _) = try Self.run("-", sink: live, input: input, stop: late)
        #expect(other.events == 1 && !other.isCutShort && other.exitCode == .done)
    }

    @Test("A gateway's payloads are mapped; what it can't map is named, what means nothing is counted")
    func mapsPayloads() throws {
        let payloads = [
            #"{"event":"session.status","session":"loja","payload":{"status":"WORKING"},"timestamp":1700000000000}"#,
            #"{"event":"presence.update","session":"loja","payload":{}}"#,
            #"{"event":"no.such","session":"loja","payload":{}}"#,
        ]
        let file = TemporaryFile(payloads.joined(separator: "\n"))
        let sink = CollectingSink()
        let (report, said) = try Self.run("--gateway=waha", file.path, sink: sink)
        #expect(sink.events.map(\.topicName) == ["lifecycle"])
        #expect(sink.events.first?.key == Array("loja".utf8))
        #expect(report.ignored.values.reduce(0, +) == 1)
        #expect(said.contains(":3:1: "))
        #expect(report.exitCode == .found)
    }

    @Test("Publishing twice gives the same ids")
    func isRepeatable() throws {
        let file = TemporaryFile(#"{"event":"session.status","session":"loja","payload":{"status":"WORKING"}}"#)
        let (one, two) = (CollectingSink(), CollectingSink())
        _ = try Self.run("--gateway=waha", file.path, sink: one)
        _ = try Self.run("--gateway=waha", file.path, sink: two)
        #expect(one.events == two.events)
        #expect(!one.events.isEmpty)
    }

    @Test("The instance that is named counts")
    func takesHints() throws {
        let file = TemporaryFile(#"{"event":"session.status","session":"default","payload":{"status":"WORKING"}}"#)
        let sink = CollectingSink()
        _ = try Self.run("--gateway=waha", "--instance=loja-norte", file.path, sink: sink)
        #expect(sink.events.first?.key == Array("loja-norte".utf8))
    }

    @Test(
        "Hints without a gateway, and standard input twice, are bad usage",
        arguments: [
            ["--instance=x", "f"], ["--event=x", "f"], ["--node=x", "f"], ["-", "-"],
        ])
    func refuses(_ words: [String]) {
        #expect(throws: UsageError.self) { try Self.options(words) }
    }

    @Test("The report counts, for people and for scripts")
    func reports() throws {
        let file = TemporaryFile("\(Self.event)\n{}\n")
        let (report, _) = try Self.run(file.path, sink: CollectingSink())
        let text = report.text(width: 80, isDryRun: false)
        #expect(text.contains("2 documents read, 1 event published, 0 ignored, 1 problem\n"))
        #expect(report.json["published"]?["messages"]?.int64 == 1)
        #expect(report.json["problems"]?[0]?["place"] == "2:1")
        #expect(report.json["problems"]?[0]?["field"] == "specversion")
    }

    @Test("Events that aren't known to be in the log make the run a failed one")
    func fails() throws {
        let result = SinkResult(sent: ["x": 1], failed: 1, reason: "_MSG_TIMED_OUT")
        let (report, _) = try Self.run(TemporaryFile(Self.event).path, sink: CollectingSink(result: result))
        #expect(report.exitCode == .unavailable)
    }

    @Test("A problem's text can't command a terminal")
    func isPrintable() throws {
        let (_, said) = try Self.run("/nonexistent/\u{1B}[2J", sink: CollectingSink())
        #expect(!said.contains("\u{1B}"))
    }
}
