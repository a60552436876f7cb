import HTTPServer
import TestSupport
import Testing

@Suite("compose/healthcheck.sh")
struct HealthCheckTests {
    private static let script = ComposeFolder.path("compose/healthcheck.sh")

    /// Runs the script for a service that listens on `address`.
    private static func check(_ address: String?) throws -> (output: String, end: Shell.End) {
        var environment = ["PATH": "/usr/bin:/bin"]
        environment["ZAPLINE_HTTP_LISTEN"] = address
        return try Shell.start(["bash", script], environment: environment).wait()
    }

    /// A service that says how it is; nil where this machine has no such address.
    private static func service(_ status: Int, _ body: String, host: String = "127.0.0.1") -> HTTPServer? {
        let routes = [
            Route("/healthz", always: .json(Array(body.utf8), status: status)),
            Route("/readyz", always: .json([], status: 503)),
        ]
        return try? HTTPServer(on: ListenAddress(host: host, port: 0), routes)
    }

    @Test("A service that is well is healthy, and what it said can be read")
    func well() async throws {
        let body = #"{"status":"degraded","ready":false}"# + "\n"
        let service = try #require(Self.service(200, body))
        let result = try Self.check("\(service.address)")
        await service.stop()
        #expect(result.end == .code(0))
        #expect(result.output == body)
    }

    @Test("A service that a restart would help is not, and says why")
    func ill() async throws {
        let body = #"{"status":"failed","needs_restart":"a lane is stuck"}"# + "\n"
        let service = try #require(Self.service(503, body))
        let result = try Self.check("\(service.address)")
        await service.stop()
        #expect(result.end == .code(1))
        #expect(result.output == body)
    }

    @Test("Who listens on all addresses is asked over loopback", arguments: ["0.0.0.0", "::"])
    func wildcard(host: String) async throws {
        guard let service = Self.service(200, "ok\n", host: host) else { return }
        let result = try Self.check("\(service.address)")
        await service.stop()
        #expect(result.end == .code(0))
        #expect(result.output == "ok\n")
    }

    @Test("A name is as good as an address")
    func name() async throws {
        let service = try #require(Self.service(200, "ok\n"))
        let result = try Self.check("localhost:\(service.address.port)")
        await service.stop()
        #expect(result.end == .code(0))
    }

    @Test("Nobody there is not healthy")
    func nobody() async throws {
        let service = try #require(Self.service(200, "ok\n"))
        await service.stop()
        #expect(try Self.check("\(service.address)").end == .code(1))
    }

    @Test("What speaks something else is not healthy")
    func stranger() async throws {
        let service = try #require(Self.service(404, "no\n"))
        let result = try Self.check("\(service.address)")
        await service.stop()
        #expect(result.end == .code(1))
    }

    @Test(
        "A port that isn't known, or no port at all, is not healthy",
        arguments: ["127.0.0.1:0", "127.0.0.1:nonsense", "x"])
    func bad(address: String) throws {
        #expect(try Self.check(address).end == .code(1))
    }

    @Test("A command that serves nothing has nothing to say")
    func command() throws {
        let result = try Self.check(nil)
        #expect(result.end == .code(0))
        #expect(result.output.isEmpty)
    }
}
