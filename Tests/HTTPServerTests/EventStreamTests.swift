import HTTPServer
import TestSupport
import Testing

@Suite("Event streams", .timeLimit(.minutes(1)))
struct EventStreamTests {
    private let streams = EventStreams(queueBytes: 64 << 10)

    private func start(_ limits: HTTPServer.Limits = .init()) throws -> HTTPServer {
        let streams = streams
        return try HTTPServer(
            on: ListenAddress(host: "127.0.0.1", port: 0),
            [
                Route("GET", "/events") { _ in
                    .events(streams) { [ServerSentEvent(event: "state", data: "as it stands")] }
                },
                Route("/hello", always: .text("hello")),
            ], limits: limits)
    }

    @Test("A client is greeted, then gets what is published, as it happens, beside other requests")
    func publishing() async throws {
        let server = try start()
        let (port, streams) = (server.address.port, streams)
        try await onOwnThread {
            let client = try HTTPClient(port: port)
            try client.send("GET /events HTTP/1.1\r\nHost: t\r\n\r\n")
            let head = try client.readHead()
            #expect(head.status == 200)
            #expect(head.headers["content-type"] == "text/event-stream; charset=utf-8")
            #expect(head.headers["x-accel-buffering"] == "no")
            #expect(try client.readChunk() == "event: state\ndata: as it stands\n\n")
            for number in 1...20 {
                streams.publish(ServerSentEvent(id: "\(number)", data: "event \(number)"))
                #expect(try client.readChunk() == "id: \(number)\ndata: event \(number)\n\n")
                #expect(try HTTPClient(port: port).ask("GET", "/hello").status == 200)
            }
        }
        #expect(streams.droppedCount == 0)
        await server.stop()
        #expect(streams.clientCount == 0)
    }

    @Test("Stopping ends every stream in good order, those that wait and those with something queued")
    func stopping() async throws {
        let server = try start()
        let (port, streams) = (server.address.port, streams)
        async let ends = onOwnThread {
            let clients = try (0..<5).map { _ in
                let client = try HTTPClient(port: port)
                try client.send("GET /events HTTP/1.1\r\nHost: t\r\n\r\n")
                _ = try client.readHead()
                return client
            }
            return try clients.map { client in
                var text = ""
                while let chunk = try client.readChunk() { text += chunk }
                return text
            }
        }
        #expect(await eventually { streams.clientCount == 5 })
        streams.publish(ServerSentEvent(data: "last words"))
        await server.stop()
        for text in try await ends { #expect(text.hasSuffix("data: as it stands\n\ndata: last words\n\n")) }
        #expect(server.streamCount == 0)
    }

    @Test("A client that doesn't read is cut off, and nobody waits for it")
    func slow() async throws {
        let server = try start()
        let (port, streams) = (server.address.port, streams)
        let isClosed = try await onOwnThread {
            let client = try HTTPClient(port: port)
            try client.send("GET /events HTTP/1.1\r\nHost: t\r\n\r\n")
            _ = try client.readHead()
            let block = ServerSentEvent(data: String(repeating: "x", count: 30_000))
            var published = 0
            while streams.droppedCount == 0, published < 10_000 {
                streams.publish(block)
                published += 1
            }
            return published < 10_000 && client.readsToEnd()
        }
        #expect(isClosed)
        #expect(streams.droppedCount == 1)
        #expect(streams.clientCount == 0)
        await server.stop()
    }

    @Test("A greeting larger than what is kept for a slow client reaches it whole, and what follows does too")
    func largeGreeting() async throws {
        let streams = streams
        let text = String(repeating: "x", count: 3 << 20)
        let server = try HTTPServer(
            on: ListenAddress(host: "127.0.0.1", port: 0),
            [Route("GET", "/events") { _ in .events(streams) { [ServerSentEvent(data: text)] } }])
        let port = server.address.port
        let heard = try await onOwnThread {
            let client = try HTTPClient(port: port)
            try client.send("GET /events HTTP/1.1\r\nHost: t\r\n\r\n")
            _ = try client.readHead()
            streams.publish(ServerSentEvent(data: "and on"))
            var heard = ""
            while !heard.hasSuffix("data: and on\n\n"), let chunk = try client.readChunk() { heard += chunk }
            return heard
        }
        #expect(heard == "data: \(text)\n\ndata: and on\n\n")
        #expect(streams.droppedCount == 0)
        await server.stop()
    }

    @Test("A silent stream carries comments, which also show that a client left")
    func keepAlive() async throws {
        let server = try start(.init(keepAlive: .milliseconds(5)))
        let (port, streams) = (server.address.port, streams)
        try await onOwnThread {
            let client = try HTTPClient(port: port)
            try client.send("GET /events HTTP/1.1\r\nHost: t\r\n\r\n")
            _ = try client.readHead()
            _ = try client.readChunk()
            #expect(try client.readChunk()?.hasPrefix(": keep-alive\n\n") == true)
        }
        #expect(await eventually { streams.clientCount == 0 })
        await server.stop()
    }

    @Test("Streams are limited, so that probes get through")
    func limit() async throws {
        let server = try start(.init(streams: 1))
        let port = server.address.port
        try await onOwnThread {
            let first = try HTTPClient(port: port)
            try first.send("GET /events HTTP/1.1\r\nHost: t\r\n\r\n")
            _ = try first.readHead()
            let second = try HTTPClient(port: port).ask("GET", "/events")
            #expect(second.status == 503)
            #expect(second.headers["retry-after"] == "5")
            #expect(try HTTPClient(port: port).ask("GET", "/hello").status == 200)
        }
        await server.stop()
    }

    @Test("HEAD of a stream is no stream")
    func head() async throws {
        let server = try start()
        let (port, streams) = (server.address.port, streams)
        let answer = try await onOwnThread { try HTTPClient(port: port).ask("HEAD", "/events") }
        #expect(answer.status == 200)
        #expect(answer.headers["content-type"] == "text/event-stream; charset=utf-8")
        #expect(streams.clientCount == 0)
        await server.stop()
    }

    @Test("Clients that come and go while events are published and the server stops")
    func storm() async throws {
        let server = try start(.init(keepAlive: .milliseconds(1)))
        let (port, streams) = (server.address.port, streams)
        async let clients: Void = onOwnThread {
            for round in 0..<60 {
                guard let client = try? HTTPClient(port: port) else { return }
                try? client.send("GET /events HTTP/1.1\r\nHost: t\r\n\r\n")
                if round % 2 == 0 { _ = try? client.readHead() }
                if round % 3 == 0 { _ = try? client.readChunk() }
            }
        }
        async let events: Void = onOwnThread {
            for number in 0..<20_000 { streams.publish(ServerSentEvent(data: "\(number)")) }
        }
        _ = try await events
        await server.stop()
        _ = try await clients
        #expect(server.streamCount == 0)
    }

    @Test("Publishing without clients is no harm")
    func nobody() {
        streams.publish(ServerSentEvent(data: "x"))
        #expect(streams.clientCount == 0)
    }
}
