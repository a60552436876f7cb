import HTTPServer
import Synchronization
import TestSupport
import Testing

@Suite("Connections as they are in the wild", .timeLimit(.minutes(1)))
struct ConnectionTests {
    private let routes = [
        Route("/hello", always: .text("hello")),
        Route("POST", "/length") { .text("\($0.body.count)") },
        Route("GET", "/large") { _ in
            Response(contentType: "text/plain", body: [UInt8](repeating: 0x78, count: 3_000_000))
        },
        Route("GET", "/empty") { _ in Response(status: 204, contentType: "text/plain", body: []) },
        Route("GET", "/split") { _ in .text("x", headers: [.init("X-Bad", "a\r\nX-Injected: 1"), .init("X-Good", "1")])
        },
    ]

    private func with<Result: Sendable>(
        limits: HTTPServer.Limits = .init(), _ body: @escaping @Sendable (UInt16) throws -> Result
    ) async throws -> Result {
        let server = try HTTPServer(on: ListenAddress(host: "127.0.0.1", port: 0), routes, limits: limits)
        let port = server.address.port
        let result = try await onOwnThread { Swift.Result { try body(port) } }
        await server.stop()
        return try result.get()
    }

    @Test("Requests in one packet are answered one after the other")
    func pipelined() async throws {
        let bodies = try await with { port in
            let client = try HTTPClient(port: port)
            let one = "GET /hello HTTP/1.1\r\nHost: t\r\n\r\n"
            try client.send(one + one + "POST /length HTTP/1.1\r\nHost: t\r\nContent-Length: 3\r\n\r\nabc" + one)
            return try (0..<4).map { _ in try client.readAnswer().body }
        }
        #expect(bodies == ["hello\n", "hello\n", "3\n", "hello\n"])
    }

    @Test("A request that comes letter by letter is one request")
    func slowWriter() async throws {
        let body = try await with { port in
            let client = try HTTPClient(port: port)
            for letter in "POST /length HTTP/1.1\r\nHost: t\r\nContent-Length: 5\r\n\r\nabcde" {
                try client.send(String(letter))
            }
            return try client.readAnswer().body
        }
        #expect(body == "5\n")
    }

    @Test("Who asks first whether to send is told to go on, or that it is too much")
    func expectContinue() async throws {
        try await with(limits: .init(bodyBytes: 5)) { port in
            let client = try HTTPClient(port: port)
            try client.send("POST /length HTTP/1.1\r\nHost: t\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n")
            #expect(try client.readHead().status == 100)
            try client.send("abcde")
            #expect(try client.readAnswer().body == "5\n")
            let other = try HTTPClient(port: port)
            try other.send("POST /length HTTP/1.1\r\nHost: t\r\nContent-Length: 6\r\nExpect: 100-continue\r\n\r\n")
            #expect(try other.readAnswer().status == 413)
        }
    }

    @Test("Large answers come whole, empty ones are answers too, HTTP/1.0 is spoken")
    func sizes() async throws {
        try await with { port in
            #expect(try HTTPClient(port: port).ask("GET", "/large").body.utf8.count == 3_000_000)
            #expect(try HTTPClient(port: port).ask("GET", "/empty").status == 204)
            let old = try HTTPClient(port: port)
            try old.send("GET /hello HTTP/1.0\r\n\r\n")
            #expect(try old.readAnswer().body == "hello\n")
            #expect(old.readsToEnd())
        }
    }

    @Test("A header that would break the answer apart is left out")
    func splitting() async throws {
        let answer = try await with { port in try HTTPClient(port: port).ask("GET", "/split") }
        #expect(answer.headers["x-injected"] == nil && answer.headers["x-bad"] == nil)
        #expect(answer.headers["x-good"] == "1" && answer.body == "x\n")
    }

    @Test("Headers without end are refused")
    func hugeHeaders() async throws {
        let isOver = try await with { port in
            let client = try HTTPClient(port: port)
            try? client.send(
                "GET /hello HTTP/1.1\r\nHost: t\r\nX: " + String(repeating: "x", count: 200_000) + "\r\n\r\n")
            // The server may close while we still send: then there is no answer left to read.
            let status = try? client.readHead().status
            return status == nil || status == 431 || status == 413
        }
        #expect(isOver)
    }

    @Test("A connection that does nothing is closed")
    func idle() async throws {
        let isClosed = try await with(limits: .init(timeout: .seconds(1))) { port in
            let client = try HTTPClient(port: port)
            try client.send("GET /hello HTTP/1.1\r\n")
            return client.readsToEnd()
        }
        #expect(isClosed)
    }

    @Test("Many clients at once, each its own answer")
    func many() async throws {
        try await with { port in
            let clients = try (0..<40).map { _ in try HTTPClient(port: port) }
            for (index, client) in clients.enumerated() {
                try client.send(
                    "POST /length HTTP/1.1\r\nHost: t\r\nContent-Length: \(index)\r\n\r\n"
                        + String(repeating: "x", count: index))
            }
            for (index, client) in clients.enumerated() { #expect(try client.readAnswer().body == "\(index)\n") }
        }
    }

    @Test("Clients that leave in the middle harm nobody, and what the daemon says of it is one line each")
    func leaving() async throws {
        let kept = Lines()
        let server = try HTTPServer(
            on: ListenAddress(host: "127.0.0.1", port: 0), routes, limits: .init(bodyBytes: 10), log: { kept.add($0) })
        let port = server.address.port
        try await onOwnThread {
            for text in [
                "", "GET", "GET /large HTTP/1.1\r\nHost: t\r\n\r\n",
                "POST /length HTTP/1.1\r\nHost: t\r\nContent-Length: 9\r\n\r\nabc",
            ] {
                let client = try HTTPClient(port: port)
                try client.send(text)
            }
            let rude = try HTTPClient(port: port)
            try rude.send("POST /length HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\nb\r\nabcdefghijk\r\n")
            #expect(rude.readsToEnd())
            #expect(try HTTPClient(port: port).ask("GET", "/hello").status == 200)
        }
        await server.stop()
        #expect(!kept.all.isEmpty)
        #expect(kept.all.allSatisfy { !$0.contains("\n") && !$0.isEmpty })
    }

    private final class Lines: Sendable {
        private let state = Mutex<[String]>([])
        var all: [String] { state.withLock { $0 } }
        func add(_ line: String) { state.withLock { $0.append(line) } }
    }
}
