import JSON
import Service
import Synchronization
import Testing

@testable import Operations

@Suite("Load")
struct LoadRunTests {
    /// Time that passes only while somebody waits.
    final class Time: Sendable {
        private let state = Mutex(Duration.zero)
        var now: Duration { state.withLock { $0 } }
        func pass(_ duration: Duration) { state.withLock { $0 += max(duration, .milliseconds(1)) } }
    }

    static func options(_ words: String...) throws -> LoadOptions {
        let command = Command(
            "load", summary: "",
            options: ["rate", "sessions", "events", "duration", "seed"].map { .value($0, "X", help: "") })
        guard case .run(let invocation) = try CommandLineParser(command).parse(words) else {
            throw UsageError("no run")
        }
        return try LoadOptions(invocation)
    }

    static func run(_ options: LoadOptions, _ time: Time, _ sink: CollectingSink, _ stop: StopRequest = StopRequest())
        throws -> LoadReport
    {
        var run = LoadRun(
            options, start: 1_764_000_000_000_000, sink: sink, stop: stop, clock: { time.now }, pause: { time.pass($0) }
        )
        return try run.run()
    }

    @Test("So many events come, at the rate")
    func keepsItsRate() throws {
        let (time, sink) = (Time(), CollectingSink())
        let report = try Self.run(Self.options("--rate=100", "--events=500", "--seed=4"), time, sink)
        #expect(sink.events.count == 500)
        #expect(time.now > .milliseconds(4_900) && time.now < .milliseconds(5_100))
        #expect(report.json["events"]?.int64 == 500)
        #expect(report.text(width: 80).contains("--seed=4"))
    }

    @Test("For so long, at the rate")
    func keepsItsDuration() throws {
        let sink = CollectingSink()
        _ = try Self.run(Self.options("--rate=50", "--duration=10s"), Time(), sink)
        #expect(sink.events.count == 500)
    }

    @Test("Of a number and a duration what ends first counts")
    func takesTheLesser() throws {
        #expect(try Self.options("--rate=10", "--duration=10s", "--events=30").total == 30)
        #expect(try Self.options("--rate=10", "--duration=2s", "--events=30").total == 20)
        #expect(try Self.options("--rate=10").total == nil)
    }

    @Test("Without an end it goes on until it is stopped")
    func stops() throws {
        let stop = StopRequest()
        let sink = CollectingSink(onSend: { if $0 == 777 { stop.request("test") } })
        _ = try Self.run(Self.options("--rate=1000"), Time(), sink, stop)
        #expect((777...2_000).contains(sink.events.count))
    }

    @Test("The same seed sends the same")
    func repeats() throws {
        let (one, two) = (CollectingSink(), CollectingSink())
        _ = try Self.run(Self.options("--events=300", "--seed=9"), Time(), one)
        _ = try Self.run(Self.options("--events=300", "--seed=9"), Time(), two)
        #expect(one.events == two.events)
    }

    @Test("What the brokers refused is in the report")
    func reportsFailures() throws {
        let result = SinkResult(sent: ["whatsapp.messages": 3], failed: 1, lost: 1, reason: "_TIMED_OUT")
        let report = try Self.run(Self.options("--events=3"), Time(), CollectingSink(result: result))
        #expect(report.json["failed"]?.int64 == 2)
        #expect(report.result.complaint?.contains("_TIMED_OUT") == true)
        #expect(SinkResult(sent: [:]).complaint == nil)
    }

    @Test(
        "Numbers out of bounds are bad usage",
        arguments: [
            ["--rate=0"], ["--rate=x"], ["--sessions=0"], ["--events=-1"], ["--duration=soon"], ["--seed=-1"],
            ["--seed=99999999999999999999999"],
        ])
    func refuses(_ words: [String]) {
        #expect(throws: UsageError.self) { try Self.options(words[0]) }
    }

    @Test("The pacer says what is due", arguments: [(0, 1), (1_000, 101), (2_500, 251)])
    func paces(_ milliseconds: Int, _ due: Int) {
        #expect(Pacer(rate: 100).due(after: .milliseconds(milliseconds)) == due)
        #expect(Pacer(rate: 1).due(after: .seconds(Int64.max)) > 0)
        #expect(Pacer(rate: 100).moment(of: 100) == .seconds(1))
    }
}
