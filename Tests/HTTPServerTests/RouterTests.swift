import Testing

@testable import HTTPServer

@Suite("Which route a request takes")
struct RouterTests {
    private let router = Router(routes: [
        Route("/a", always: .text("get a")), Route("POST", "/a") { _ in .text("post a") },
        Route("PUT", "/b") { _ in .text("put b") },
    ])

    private func refusal(_ method: String, _ path: String) -> Response? {
        guard case .refused(let response) = router.match(method: method, path: path) else { return nil }
        return response
    }

    @Test("Method and path decide together, HEAD goes with GET")
    func matches() {
        for (method, path, expected) in [
            ("GET", "/a", "GET"), ("HEAD", "/a", "GET"), ("POST", "/a", "POST"), ("PUT", "/b", "PUT"),
        ] {
            guard case .route(let route) = router.match(method: method, path: path) else {
                Issue.record("\(method) \(path) found nothing")
                continue
            }
            #expect(route.method == expected && route.path == path)
        }
    }

    @Test("What isn't there is not found; a method that isn't is told which are")
    func refusals() {
        #expect(refusal("GET", "/")?.status == 404)
        #expect(refusal("GET", "/a/")?.status == 404)
        #expect(refusal("GET", "")?.status == 404)
        let wrong = refusal("DELETE", "/a")
        #expect(wrong?.status == 405)
        #expect(wrong?.headers.first { $0.name == "Allow" }?.value == "GET, HEAD, POST")
        #expect(refusal("HEAD", "/b")?.headers.first { $0.name == "Allow" }?.value == "PUT")
        #expect(refusal("get", "/a")?.status == 405)
    }

    @Test("An answer's own headers stand before those of all")
    func headers() {
        var response = Response.text("x", headers: [.init("cache-control", "max-age=60")])
        response.headers.append(.init("X-One", "1"))
        let names = response.allHeaders.map(\.name)
        #expect(names == ["Content-Type", "cache-control", "X-One", "X-Content-Type-Options", "Referrer-Policy"])
        #expect(Response.json([0x7B, 0x7D], status: 503).status == 503)
    }
}

@Suite("A stream's queue, without a server")
struct StreamClientTests {
    private func read(_ client: StreamClient, _ size: Int = 64) -> (count: Int, text: String) {
        var bytes = [UInt8](repeating: 0, count: size)
        let count = unsafe bytes.withUnsafeMutableBytes { unsafe client.read(into: $0) }
        return (count, String(decoding: bytes.prefix(max(0, count)), as: UTF8.self))
    }

    /// A client without a connection, which therefore must not be read when it has nothing.
    private func client(limit: Int = 100) -> StreamClient { StreamClient(connection: 0, limit: limit) { _ in } }

    @Test("What was offered comes out in order, in parts as large as the reader's")
    func order() {
        let client = client()
        #expect(client.offer(Array("hello ".utf8)) && client.offer(Array("world".utf8)))
        #expect(read(client, 4).text == "hell")
        #expect(read(client, 4).text == "o wo")
        #expect(read(client, 40).text == "rld")
    }

    @Test("A finished one gives what it has, then its end, and takes nothing more")
    func finished() {
        let client = client()
        #expect(client.offer(Array("last".utf8)))
        client.finish()
        client.finish()
        #expect(client.offer(Array("too late".utf8)))
        #expect(read(client).text == "last")
        #expect(read(client).count == -1)
        #expect(read(client).count == -1)
    }

    @Test("One that is too slow loses its queue and is cut off; it is told once")
    func dropped() {
        let client = client(limit: 10)
        #expect(client.offer(Array("0123456789".utf8)))
        #expect(!client.offer(Array("x".utf8)))
        #expect(client.offer(Array("y".utf8)))
        #expect(read(client).count == -2)
        client.finish()
        #expect(read(client).count == -2)
    }

    @Test("A queue that was emptied has room again")
    func room() {
        let client = client(limit: 10)
        for _ in 0..<100 {
            #expect(client.offer(Array("0123456789".utf8)))
            #expect(read(client).text == "0123456789")
        }
    }

    @Test("Nothing is suspended twice, and offering wakes it")
    func suspension() {
        let client = client()
        #expect(read(client).count == 0)
        #expect(read(client).count == 0)
        #expect(client.offer(Array("x".utf8)))
        #expect(read(client).text == "x")
    }

    @Test("A registry takes so many and, once closed, none; closing ends all")
    func registry() async {
        let registry = ClientRegistry(limit: 2)
        let clients = (0..<3).map { _ in client() }
        #expect(registry.add(clients[0]) && registry.add(clients[1]) && !registry.add(clients[2]))
        registry.keepAlive()
        #expect(read(clients[0]).text == ": keep-alive\n\n")
        registry.remove(clients[0])
        #expect(registry.add(clients[2]) && registry.count == 2)
        registry.close()
        #expect(!registry.add(clients[0]))
        #expect(read(clients[2]).count == -1)
        registry.remove(clients[1])
        registry.remove(clients[1])
        registry.remove(clients[2])
        for await _ in registry.emptied { break }
        #expect(registry.count == 0)
    }

    @Test("An empty registry is empty at once")
    func emptyRegistry() async {
        let registry = ClientRegistry(limit: 2)
        registry.close()
        for await _ in registry.emptied { break }
        #expect(registry.count == 0)
    }
}
