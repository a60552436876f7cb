import HTTPServer
import TestSupport
import Testing

@Suite("The server answers what it is asked", .timeLimit(.minutes(1)))
struct HTTPServerTests {
    static let loopback = ListenAddress(host: "127.0.0.1", port: 0)

    /// Starts a server, lets a client of its own thread ask, stops it.
    private func with<Result: Sendable>(
        _ routes: [Route], limits: HTTPServer.Limits = .init(), on address: ListenAddress = loopback,
        _ body: @escaping @Sendable (UInt16) throws -> Result
    ) async throws -> Result {
        let server = try HTTPServer(on: address, routes, limits: limits)
        let port = server.address.port
        do {
            let result = try await onOwnThread { try body(port) }
            await server.stop()
            return result
        } catch {
            await server.stop()
            throw error
        }
    }

    static let hello = Route("/hello", always: .text("hello"))
    static let echo = Route("POST", "/echo") { request in
        Response(
            contentType: "application/octet-stream", body: request.body,
            headers: [.init("X-Query", request.queryItem("q") ?? "none")])
    }

    @Test("A free port is found and told, and a path is answered with everything that belongs to it")
    func answers() async throws {
        let answer = try await with([Self.hello]) { port in try HTTPClient(port: port).ask("GET", "/hello") }
        #expect(answer.status == 200)
        #expect(answer.body == "hello\n")
        #expect(answer.headers["content-type"] == "text/plain; charset=utf-8")
        #expect(answer.headers["content-length"] == "6")
        #expect(answer.headers["cache-control"] == "no-store")
        #expect(answer.headers["x-content-type-options"] == "nosniff")
        #expect(answer.headers["referrer-policy"] == "no-referrer")
    }

    @Test("HEAD gives the headers of GET and no body; the connection goes on")
    func head() async throws {
        try await with([Self.hello]) { port in
            let client = try HTTPClient(port: port)
            let head = try client.ask("HEAD", "/hello")
            #expect(head.status == 200)
            #expect(head.headers["content-length"] == "6")
            #expect(try client.ask("GET", "/hello").body == "hello\n")
        }
    }

    @Test("Other paths are not found, other methods not allowed")
    func refusals() async throws {
        try await with([Self.hello, Self.echo]) { port in
            for path in ["/", "/hello/", "/hell", "/hello/x", "//hello", "/HELLO"] {
                #expect(try HTTPClient(port: port).ask("GET", path).status == 404)
            }
            let put = try HTTPClient(port: port).ask("PUT", "/hello", body: "x")
            #expect(put.status == 405)
            #expect(put.headers["allow"] == "GET, HEAD")
            let get = try HTTPClient(port: port).ask("HEAD", "/echo")
            #expect(get.status == 405)
            #expect(get.headers["allow"] == "POST")
        }
    }

    @Test("The path and the query come decoded, the body as it is")
    func requestParts() async throws {
        let route = Route("POST", "/a b") { request in
            .text(
                [
                    request.path, request.queryItem("q") ?? "", request.header("x-h") ?? "",
                    String(decoding: request.body, as: UTF8.self),
                ].joined(separator: "|"))
        }
        let answer = try await with([route]) { port in
            try HTTPClient(port: port).ask("POST", "/a%20b?q=1%262&flag", headers: ["X-H": "v"], body: "{\"a\":1}")
        }
        #expect(answer.body == "/a b|1&2|v|{\"a\":1}\n")
    }

    @Test("A body comes whole, in parts or in chunks, up to the limit")
    func bodies() async throws {
        try await with([Self.echo], limits: .init(bodyBytes: 100_000)) { port in
            let large = String(repeating: "x", count: 100_000)
            #expect(try HTTPClient(port: port).ask("POST", "/echo", body: large).body == large)
            let client = try HTTPClient(port: port)
            try client.send(
                "POST /echo?q=7 HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"
            )
            let answer = try client.readAnswer()
            #expect(answer.body == "abcde")
            #expect(answer.headers["x-query"] == "7")
        }
    }

    @Test("A body over the limit is refused: with an answer where it was announced, by closing where it wasn't")
    func largeBodies() async throws {
        try await with([Self.echo], limits: .init(bodyBytes: 10)) { port in
            let client = try HTTPClient(port: port)
            try client.send("POST /echo HTTP/1.1\r\nHost: t\r\nContent-Length: 11\r\n\r\n")
            #expect(try client.readAnswer().status == 413)
            let huge = try HTTPClient(port: port)
            try huge.send("POST /echo HTTP/1.1\r\nHost: t\r\nContent-Length: 999999999999999999\r\n\r\n")
            #expect(try huge.readAnswer().status == 413)
            let chunked = try HTTPClient(port: port)
            try chunked.send(
                "POST /echo HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\nb\r\nabcdefghijk\r\n0\r\n\r\n")
            #expect(chunked.readsToEnd())
            #expect(try HTTPClient(port: port).ask("POST", "/echo", body: "0123456789").status == 200)
        }
    }

    @Test("A route with a check asks for the token before it takes a body")
    func token() async throws {
        var route = Self.echo
        route.check = TokenCheck("s3cret")
        let guarded = route
        try await with([guarded, Self.hello]) { port in
            let refused = try HTTPClient(port: port)
            try refused.send("POST /echo HTTP/1.1\r\nHost: t\r\nContent-Length: 5\r\n\r\n")
            let answer = try refused.readAnswer()
            #expect(answer.status == 401)
            #expect(answer.headers["www-authenticate"] == "Bearer realm=\"zapline\"")
            #expect(try HTTPClient(port: port).ask("POST", "/echo?token=s3cret", body: "a").status == 401)
            #expect(
                try HTTPClient(port: port).ask("POST", "/echo", headers: ["Authorization": "Bearer s3cret"], body: "a")
                    .status == 200)
            #expect(try HTTPClient(port: port).ask("GET", "/hello").status == 200)
        }
    }

    @Test(
        "Nonsense on the wire harms nobody else",
        arguments: [
            "\r\n\r\n", "GET\r\n\r\n", "\u{0}\u{1}\u{2}\r\n\r\n", "GET /hello HTTP/9.9\r\n\r\n",
            "GET /%00%zz%ff HTTP/1.1\r\nHost: t\r\n\r\n", "GET /hello HTTP/1.1\r\n: x\r\n\r\n",
        ])
    func nonsense(text: String) async throws {
        try await with([Self.hello]) { port in
            let client = try HTTPClient(port: port)
            try client.send(text)
            #expect(try HTTPClient(port: port).ask("GET", "/hello").status == 200)
        }
    }

    @Test("Connections beyond the limit wait until others leave")
    func connectionLimit() async throws {
        try await with([Self.hello], limits: .init(connections: 2)) { port in
            var held = try (0..<2).map { _ in try HTTPClient(port: port) }
            for client in held { #expect(try client.ask("GET", "/hello").status == 200) }
            let third = try HTTPClient(port: port)
            try third.send("GET /hello HTTP/1.1\r\nHost: t\r\n\r\n")
            for client in held { #expect(try client.ask("GET", "/hello").status == 200) }
            held.removeAll()
            #expect(try third.readAnswer().status == 200)
        }
    }

    @Test("A port that is taken is told as such, and a strange host as well")
    func startFailures() async throws {
        let first = try HTTPServer(on: Self.loopback, [])
        let taken = #expect(throws: HTTPServerError.self) { try HTTPServer(on: first.address, []) }
        #expect(taken?.code == .addressInUse)
        #expect(taken?.description.contains("choose another port") == true)
        let foreign = #expect(throws: HTTPServerError.self) {
            try HTTPServer(on: ListenAddress(host: "192.0.2.1", port: 0), [])
        }
        #expect(foreign?.code == .notAllowed)
        let unknown = #expect(throws: HTTPServerError.self) {
            try HTTPServer(on: ListenAddress(host: "no.such.host.invalid", port: 0), [])
        }
        #expect(unknown?.code == .unknownHost)
        await first.stop()
    }

    @Test("A stopped server frees its port, and stopping twice is no harm")
    func stop() async throws {
        let first = try HTTPServer(on: Self.loopback, [Self.hello])
        await first.stop()
        await first.stop()
        let second = try HTTPServer(on: first.address, [Self.hello])
        let port = second.address.port
        #expect(port == first.address.port)
        #expect(try await onOwnThread { try HTTPClient(port: port).ask("GET", "/hello").status } == 200)
        await second.stop()
        #expect(try await onOwnThread { HTTPClient.isRefused(port: port) })
    }

    @Test("A server that nobody stops ends with its last reference")
    func dropped() async throws {
        let port = try { try HTTPServer(on: Self.loopback, [Self.hello]).address.port }()
        #expect(try await onOwnThread { HTTPClient.isRefused(port: port) })
    }

    @Test("IPv6 works as well, where the machine has it")
    func version6() async throws {
        do {
            let status = try await with([Self.hello], on: ListenAddress(host: "::1", port: 0)) { port in
                try HTTPClient(port: port, isV6: true).ask("GET", "/hello").status
            }
            #expect(status == 200)
        } catch let error as HTTPServerError {
            #expect(error.code == .notAllowed || error.code == .system)
        }
    }
}
