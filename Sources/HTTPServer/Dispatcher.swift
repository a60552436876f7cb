internal import CMicroHTTPD

/// What the daemon's thread works with: routes, limits, streams.
final class Dispatcher: Sendable {
    let router: Router
    let limits: HTTPServer.Limits
    let registry: ClientRegistry
    let log: @Sendable (String) -> Void

    init(_ routes: [Route], _ limits: HTTPServer.Limits, log: @escaping @Sendable (String) -> Void) {
        router = Router(routes: routes)
        self.limits = limits
        registry = ClientRegistry(limit: limits.streams)
        self.log = log
    }

    /// The headers are there. What can be refused is refused before the body comes in.
    ///
    /// > If response is provided before request is fully received, the rest of the request is discarded and
    /// > connection is automatically closed after sending response.
    func begin(_ exchange: Exchange, on connection: OpaquePointer) -> MHD_Result {
        switch router.match(method: exchange.request.method, path: exchange.request.path) {
        case .refused(let response): return unsafe send(response, exchange, connection)
        case .route(let route):
            if let check = route.check, !check.allows(exchange.request) {
                return unsafe send(check.refusal, exchange, connection)
            }
            if let length = exchange.request.header("Content-Length").flatMap({ UInt64($0) }),
                length > UInt64(limits.bodyBytes)
            {
                return unsafe send(.text("the body is too large", status: 413), exchange, connection)
            }
            exchange.route = route
            return .YES
        }
    }

    /// A part of the body. One that grows too large without having said so is cut off: there is no place for an
    /// answer here.
    ///
    /// > The response cannot be queued when this callback is called to process the client upload data
    func take(_ bytes: UnsafeRawBufferPointer, _ exchange: Exchange) -> MHD_Result {
        guard exchange.request.body.count + bytes.count <= limits.bodyBytes else { return .NO }
        unsafe exchange.request.body.append(contentsOf: bytes)
        return .YES
    }

    /// The request is whole.
    func finish(_ exchange: Exchange, on connection: OpaquePointer) -> MHD_Result {
        guard let route = exchange.route else { return .NO }
        return unsafe send(route.handler(exchange.request), exchange, connection)
    }

    private func send(_ response: Response, _ exchange: Exchange, _ connection: OpaquePointer) -> MHD_Result {
        switch response.body {
        case .bytes(let bytes):
            guard let handle = ResponseHandle(bytes) else { return .NO }
            return unsafe queue(handle, response, connection)
        case .stream where exchange.request.method == "HEAD":
            guard let handle = ResponseHandle([]) else { return .NO }
            return unsafe queue(handle, response, connection)
        case .stream(let streams, let greeting):
            return unsafe open(streams, greeting, response, exchange, connection)
        }
    }

    private func open(
        _ streams: EventStreams, _ greeting: @Sendable () -> [ServerSentEvent], _ response: Response,
        _ exchange: Exchange, _ connection: OpaquePointer
    ) -> MHD_Result {
        let client = StreamClient(connection: UInt(bitPattern: connection), limit: streams.queueBytes) {
            [registry] client in
            streams.leave(client)
            registry.remove(client)
        }
        guard registry.add(client) else {
            let refusal = Response.text("too many streams", status: 503, headers: [Request.Pair("Retry-After", "5")])
            return unsafe send(refusal, exchange, connection)
        }
        streams.join(client)
        client.greet(greeting())
        guard let handle = ResponseHandle(client) else {
            client.leave()
            return .NO
        }
        return unsafe queue(handle, response, connection)
    }

    private func queue(
        _ handle: consuming ResponseHandle, _ response: Response, _ connection: OpaquePointer
    ) -> MHD_Result {
        for header in response.allHeaders { handle.add(header.name, header.value) }
        return unsafe handle.queue(on: connection, status: response.status)
    }
}

/// One request as it comes in; the daemon's thread alone touches it.
final class Exchange {
    var request: Request
    var route: Route?

    init(_ request: Request) { self.request = request }
}
