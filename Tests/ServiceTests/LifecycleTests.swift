import HTTPServer
import Service
import Synchronization
import Telemetry
import TestSupport
import Testing

@Suite("Stopping is asked for once", .timeLimit(.minutes(1)))
struct StopRequestTests {
    @Test("Those who wait are released, those who come late don't wait, actions run once")
    func request() async {
        let stop = StopRequest()
        let runs = Atomic<Int>(0)
        #expect(!stop.isRequested && stop.cause == nil)
        stop.onRequest { runs.wrappingAdd(1, ordering: .relaxed) }
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<20 { group.addTask { await stop.wait() } }
            group.addTask { #expect(stop.request("SIGTERM")) }
        }
        #expect(!stop.request("again"))
        #expect(stop.cause == "SIGTERM")
        await stop.wait()
        stop.onRequest { runs.wrappingAdd(10, ordering: .relaxed) }
        #expect(runs.load(ordering: .relaxed) == 11)
    }

    @Test("A cancelled task waits no longer, and nothing was asked for")
    func cancelled() async {
        let stop = StopRequest()
        for _ in 0..<200 {
            let task = Task { await stop.wait() }
            task.cancel()
            await task.value
        }
        #expect(!stop.isRequested)
    }
}

@Suite("A program from its command line to its exit code", .timeLimit(.minutes(1)))
struct ProgramTests {
    private struct Strange: Error { let secret = "s3cret" }

    private func run(
        _ words: [String], _ body: @escaping @Sendable (Program.Context) async throws -> ExitCode = { _ in .done }
    ) async -> (code: ExitCode, out: String, err: String) {
        let texts = Texts()
        let console = Program.Console(output: { texts.add(out: $0) }, error: { texts.add(err: $0) })
        let code = await Program(sample, version: "1.2.3")
            .run(words, environment: ["A": "b"], stop: StopRequest(), console: console, body)
        return (code, texts.out, texts.err)
    }

    private final class Texts: Sendable {
        private let state = Mutex((out: "", err: ""))
        var out: String { state.withLock { $0.out } }
        var err: String { state.withLock { $0.err } }
        func add(out: String = "", err: String = "") {
            state.withLock {
                $0.out += out
                $0.err += err
            }
        }
    }

    @Test("What is understood is done, with what it needs to know")
    func done() async {
        let result = await run(["topics", "apply", "-n"]) { context in
            #expect(context.invocation.path == ["topics", "apply"])
            #expect(context.environment == ["A": "b"])
            return .found
        }
        #expect(result.code == .found)
        #expect(result.out.isEmpty && result.err.isEmpty)
    }

    @Test("Help, version and completions go to standard output and are no failure")
    func texts() async {
        let help = await run(["help", "topics"])
        #expect(help.code == .done && help.out.hasPrefix("Usage: zap topics ") && help.err.isEmpty)
        #expect(await run(["--version"]).out == "zap 1.2.3\n")
        #expect(await run(["--completions=bash"]).out.contains("complete -o default"))
        #expect(await run(["--completions=zsh"]).out.hasPrefix("#compdef zap"))
    }

    @Test("Every error has its exit code, and what it says goes to standard error")
    func errors() async {
        let usage = await run(["topcis"])
        #expect(usage.code == .usage && usage.out.isEmpty)
        #expect(
            usage.err
                == "zap: there is no command 'topcis'; did you mean 'topics'?\nTry 'zap --help' for more information.\n"
        )
        let late = await run(["send", "x"]) { context in throw UsageError("x is no file", path: context.invocation.path)
        }
        #expect(late.code == .usage && late.err.contains("Try 'zap send --help'"))
        let settings = await run(["send", "x"]) { _ in throw SettingsError([.init("A", "is wrong", remedy: "mend it")])
        }
        #expect(
            settings.code == .configuration
                && settings.err == "zap: 1 problem in the settings:\n  A: is wrong; mend it\n")
        let away = await run(["send", "x"]) { _ in throw UnavailableError("the broker is not there") }
        #expect(away.code == .unavailable && away.err == "zap: the broker is not there\n")
        let strange = await run(["send", "x"]) { _ in throw Strange() }
        #expect(strange.code == .internalFault && strange.err == "zap: Strange\n")
    }

    @Test("Exit codes are those of the surface")
    func codes() {
        #expect(ExitCode.allCases.map(\.rawValue) == [0, 1, 64, 69, 70, 78])
        #expect(ExitCode.allCases.allSatisfy { !$0.meaning.isEmpty })
    }

    @Test("The process's variables are read as they are")
    func environment() { #expect(ProcessEnvironment.current["PATH"]?.isEmpty == false) }
}

@Suite("A service serves, runs and ends in good order", .timeLimit(.minutes(1)))
struct ServiceHostTests {
    private let collector = LogCollector()
    private let stop = StopRequest()

    private func host(_ environment: [String: String] = ["ZAPLINE_HTTP_LISTEN": "127.0.0.1:0"]) throws -> ServiceHost {
        var reader = SettingsReader(environment, known: ServiceSettings.descriptions(.none))
        let settings = ServiceSettings(from: &reader, .none, kafka: KafkaRules(isProperty: { _ in false }))
        try reader.finish()
        let context = Program.Context(
            program: Program(sample, version: "1.2.3"), invocation: Invocation(path: []), environment: environment,
            stop: stop)
        let collector = collector
        return try ServiceHost(context, settings, sink: LogSink { collector.take($0) })
    }

    private var port: UInt16? {
        guard
            case .string(let text)? = collector.entries.first(where: { $0.message == "service started" })?[
                "http.address"]
        else { return nil }
        return ListenAddress(text)?.port
    }

    @Test("The three endpoints tell how it is, while it runs")
    func endpoints() async throws {
        let host = try host()
        let holder = Holder(report: HealthReport(components: [.init("database", .ok, "15.18"), .init("broker")]))
        let (stop, routes) = (stop, [Route("/", always: .text("page"))])
        async let code = host.run(health: { holder.report }, routes: routes) {
            await stop.wait()
            return .done
        }
        let isUp = await eventually { [collector] in collector.messages.contains("service started") }
        #expect(isUp)
        let port = try #require(port)
        try await onOwnThread {
            let client = try HTTPClient(port: port)
            let healthy = try client.ask("GET", "/healthz")
            #expect(healthy.status == 200 && healthy.headers["content-type"] == "application/json")
            #expect(
                healthy.body
                    == #"{"status":"ok","ready":true,"reasons":[],"components":{"#
                    + #""database":{"status":"ok","text":"15.18"},"broker":{"status":"ok"}}}"#
                    + "\n")
            #expect(try client.ask("GET", "/readyz").status == 200)
            holder.report = HealthReport(
                components: [.init("database", .degraded, "connection \"refused\"")], notReady: ["no database"])
            let degraded = try client.ask("GET", "/healthz")
            #expect(
                degraded.status == 200
                    && degraded.body.hasPrefix(#"{"status":"degraded","ready":false,"reasons":["no database"]"#))
            #expect(degraded.body.contains(#""text":"connection \"refused\"""#))
            #expect(try client.ask("GET", "/readyz").status == 503)
            holder.report = HealthReport(needsRestart: "lane 1 is stuck")
            let stuck = try client.ask("GET", "/healthz")
            #expect(
                stuck.status == 503 && stuck.body.contains(#""status":"failed""#)
                    && stuck.body.contains(#""needs_restart":"lane 1 is stuck""#))
            #expect(try client.ask("GET", "/readyz").status == 200)
            let metrics = try client.ask("GET", "/metrics")
            #expect(metrics.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8")
            #expect(metrics.body.contains("zapline_build_info{program=\"zap\",version=\"1.2.3\"} 1\n"))
            #expect(metrics.body.contains("\nprocess_resident_memory_bytes "))
            #expect(try client.ask("GET", "/").body == "page\n")
            #expect(try client.ask("HEAD", "/readyz").status == 200)
            #expect(try client.ask("POST", "/healthz", body: "x").status == 405)
        }
        stop.request("SIGTERM")
        #expect(await code == .done)
        #expect(collector.messages == ["service started", "service stopping", "service stopped"])
        #expect(collector.entries[1]["service.stop.cause"] == "SIGTERM")
        #expect(collector.entries[2]["service.exit.code"] == 0)
        #expect(host.metrics.render().contains("zapline_stop_requests_total{cause=\"SIGTERM\"} 1"))
        #expect(try await onOwnThread { HTTPClient.isRefused(port: port) })
    }

    @Test("A request to stop is told, however fast the work ends by it")
    func fastEnd() async throws {
        for _ in 0..<50 {
            let suite = ServiceHostTests()
            let host = try suite.host()
            let code = await host.run(health: { HealthReport() }) {
                suite.stop.request("SIGINT")
                return .done
            }
            #expect(code == .done)
            #expect(suite.collector.messages == ["service started", "service stopping", "service stopped"])
        }
    }

    private final class Holder: Sendable {
        private let state: Mutex<HealthReport>
        init(report: HealthReport) { state = Mutex(report) }
        var report: HealthReport {
            get { state.withLock { $0 } }
            set { state.withLock { $0 = newValue } }
        }
    }

    @Test("Work that ends by itself ends the service")
    func ends() async throws {
        let code = try await host().run(health: { HealthReport() }) { .found }
        #expect(code == .found)
        #expect(collector.messages == ["service started", "service stopped"])
    }

    @Test("Work that fails ends it with the error's code, and the log says why")
    func fails() async throws {
        let code = try await host().run(health: { HealthReport() }) {
            throw UnavailableError("the broker is not there")
        }
        #expect(code == .unavailable)
        #expect(collector.messages == ["service started", "service failed", "service stopped"])
        #expect(collector.entries[1]["error"] == "the broker is not there")
        #expect(collector.entries[1].level == .critical)
    }

    @Test("Work that doesn't stop in time is ended")
    func stuck() async throws {
        let host = try host()
        let (stop, release, codes) = (stop, StopRequest(), Codes())
        stop.request("test")
        let code = await host.run(
            health: { HealthReport() }, deadline: .milliseconds(5),
            terminate: {
                codes.add($0)
                release.request("released")
            }
        ) {
            await release.wait()
            return .done
        }
        #expect(code == .done)
        #expect(codes.all == [.internalFault])
        #expect(
            collector.messages == [
                "service started", "service stopping", "service did not stop in time", "service stopped",
            ])
    }

    private final class Codes: Sendable {
        private let state = Mutex<[ExitCode]>([])
        var all: [ExitCode] { state.withLock { $0 } }
        func add(_ code: ExitCode) { state.withLock { $0.append(code) } }
    }

    @Test("A port that is taken is a bad configuration, and names the setting")
    func taken() async throws {
        let other = try HTTPServer(on: ListenAddress(host: "127.0.0.1", port: 0), [])
        let code = try await host(["ZAPLINE_HTTP_LISTEN": other.address.description]).run(health: { HealthReport() }) {
            .done
        }
        #expect(code == .configuration)
        guard case .string(let text)? = collector.entries.first?["error"] else {
            Issue.record("no error was logged")
            return
        }
        #expect(text.hasPrefix("ZAPLINE_HTTP_LISTEN: can't listen on 127.0.0.1:"))
        await other.stop()
    }

    @Test("What Kubernetes injects is mentioned to those who debug")
    func ignored() async throws {
        let code = try await host([
            "ZAPLINE_PORT": "tcp://10.0.0.1:80", "ZAPLINE_LOG_LEVEL": "debug", "ZAPLINE_HTTP_LISTEN": "127.0.0.1:0",
        ])
        .run(health: { HealthReport() }) { .done }
        #expect(code == .done)
        #expect(collector.entries.first { $0.message == "setting left alone" }?["setting"] == "ZAPLINE_PORT")
    }
}
