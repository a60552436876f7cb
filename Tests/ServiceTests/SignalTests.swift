import Glibc
import HTTPServer
import Service
import TestSupport
import Testing

@Suite("Signals and exit codes, seen from outside", .timeLimit(.minutes(1)))
struct SignalTests {
    private static let environment = ["ZAPLINE_HTTP_LISTEN": "127.0.0.1:0", "ZAPLINE_LOG_FORMAT": "json"]

    /// Starts the sample program and reads its log up to `message`.
    private static func start(_ words: [String] = [], upTo message: String = "service started") throws -> (
        Shell.Child, String
    ) {
        let child = try Shell.start([Shell.product("sample-program")] + words, environment: environment)
        while let line = child.readLine() {
            if line.contains("\"message\":\"\(message)\"") { return (child, line) }
        }
        throw CancellationError()
    }

    @Test("The first signal stops it in good order", arguments: [SIGTERM, SIGINT])
    func graceful(signal: Int32) async throws {
        let (text, end) = try await onOwnThread {
            let (child, _) = try Self.start()
            kill(child.pid, signal)
            return child.wait()
        }
        #expect(end == .code(0))
        #expect(
            text.contains(signal == SIGINT ? "\"service.stop.cause\":\"SIGINT\"" : "\"service.stop.cause\":\"SIGTERM\"")
        )
        #expect(text.contains("\"message\":\"service stopped\""))
    }

    @Test("The second means now, and the parent sees by which it died")
    func second() async throws {
        let end = try await onOwnThread {
            let (child, _) = try Self.start(["--stubborn"])
            kill(child.pid, SIGTERM)
            while let line = child.readLine(), !line.contains("service stopping") {}
            kill(child.pid, SIGINT)
            return child.wait().end
        }
        #expect(end == .signal(SIGINT))
    }

    @Test("Who doesn't stop in time is ended with 70")
    func deadline() async throws {
        let (text, end) = try await onOwnThread {
            let (child, _) = try Self.start(["--stubborn", "--deadline=10ms"])
            kill(child.pid, SIGTERM)
            return child.wait()
        }
        #expect(end == .code(70))
        #expect(text.contains("service did not stop in time"))
    }

    @Test("It serves while it runs, on the port that it logs, and a client that hangs up doesn't kill it")
    func serves() async throws {
        let (status, end) = try await onOwnThread {
            let (child, line) = try Self.start()
            let digits = line.firstRange(of: "\"http.address\":\"127.0.0.1:").map {
                line[$0.upperBound...].prefix { $0.isNumber }
            }
            let port = digits.flatMap { UInt16($0) } ?? 0
            try HTTPClient(port: port).send("GET /metrics HTTP/1.1\r\nHost: t\r\n\r\n")
            let status = try HTTPClient(port: port).ask("GET", "/healthz").status
            kill(child.pid, SIGPIPE)
            kill(child.pid, SIGTERM)
            return (status, child.wait().end)
        }
        #expect(status == 200)
        #expect(end == .code(0))
    }

    @Test(
        "Exit codes",
        arguments: [
            (["--help"], [:], 0), (["--version"], [:], 0), (["--fail"], environment, 69), (["--nonsense"], [:], 64),
            (["extra"], [:], 64),
            (["--deadline=x"], [:], 64), ([], ["ZAPLINE_LANES": "x", "ZAPLINE_LANE": "1"], 78),
            ([], ["ZAPLINE_HTTP_LISTEN": "192.0.2.1:1"], 78),
        ] as [([String], [String: String], Int32)])
    func codes(words: [String], variables: [String: String], code: Int32) async throws {
        let (text, end) = try await onOwnThread {
            try Shell.start([Shell.product("sample-program")] + words, environment: variables).wait()
        }
        #expect(end == .code(code), "\(text)")
    }

    @Test("All problems of the settings are printed at once")
    func settings() async throws {
        let (text, _) = try await onOwnThread {
            try Shell.start(
                [Shell.product("sample-program")],
                environment: ["ZAPLINE_LANES": "x", "ZAPLINE_LANE": "1", "ZAPLINE_START": "now"]
            ).wait()
        }
        #expect(
            text == """
                sample-program: 3 problems in the settings:
                  ZAPLINE_LANE: there is no such setting; did you mean ZAPLINE_LANES?
                  ZAPLINE_LANES: 'x' is no whole number; give a whole number from 1 to 64
                  ZAPLINE_START: 'now' is none of its words; give one of earliest, latest, fail

                """)
    }
}
