/// What a client gets.
package struct Response: Sendable {
    /// What comes after the headers.
    package enum Body: Sendable {
        /// Bytes that are there.
        case bytes([UInt8])
        /// Events as they happen; first those of `greeting`, which is asked once the client is joined, so that nothing
        /// falls between the two.
        case stream(EventStreams, greeting: @Sendable () -> [ServerSentEvent])
    }

    /// The status code.
    package var status: Int
    /// Headers beside those that every answer has.
    package var headers: [Request.Pair]
    /// The body.
    package var body: Body

    /// An answer with a body of bytes.
    package init(status: Int = 200, contentType: String, body: [UInt8], headers: [Request.Pair] = []) {
        self.status = status
        self.headers = [Request.Pair("Content-Type", contentType)] + headers
        self.body = .bytes(body)
    }

    /// A line of plain text.
    package static func text(_ text: String, status: Int = 200, headers: [Request.Pair] = []) -> Response {
        Response(
            status: status, contentType: "text/plain; charset=utf-8", body: Array((text + "\n").utf8), headers: headers)
    }

    /// A JSON document that is written already.
    package static func json(_ bytes: [UInt8], status: Int = 200) -> Response {
        Response(status: status, contentType: "application/json", body: bytes)
    }

    /// Server-sent events.
    package static func events(
        _ streams: EventStreams, greeting: @escaping @Sendable () -> [ServerSentEvent] = { [] }
    ) -> Response {
        var response = Response(contentType: "text/event-stream; charset=utf-8", body: [])
        // Proxies that gather answers before they pass them on (nginx) would make a stream of them useless.
        response.headers.append(Request.Pair("X-Accel-Buffering", "no"))
        response.body = .stream(streams, greeting: greeting)
        return response
    }

    /// What every answer says unless it says something else: nothing here is to be cached, guessed at or referred from.
    static let always = [
        Request.Pair("Cache-Control", "no-store"), Request.Pair("X-Content-Type-Options", "nosniff"),
        Request.Pair("Referrer-Policy", "no-referrer"),
    ]

    /// All headers.
    var allHeaders: [Request.Pair] {
        headers
            + Self.always.filter { wanted in !headers.contains { $0.name.lowercased() == wanted.name.lowercased() } }
    }
}
