/// What is served at a path.
package struct Route: Sendable {
    /// The method; `GET` answers `HEAD` too.
    package var method: String
    /// The path, compared as a whole.
    package var path: String
    /// Who may ask; nil: everybody who can reach the server.
    package var check: TokenCheck?
    /// What answers. It runs on the server's one thread: it must be quick and never wait.
    package var handler: @Sendable (Request) -> Response

    /// A route.
    package init(
        _ method: String = "GET", _ path: String, check: TokenCheck? = nil,
        handler: @escaping @Sendable (Request) -> Response
    ) {
        self.method = method
        self.path = path
        self.check = check
        self.handler = handler
    }

    /// A route whose answer is always the same.
    package init(_ path: String, check: TokenCheck? = nil, always response: Response) {
        self.init("GET", path, check: check) { _ in response }
    }
}

/// Which route a request takes.
struct Router: Sendable {
    enum Match: Sendable {
        case route(Route)
        case refused(Response)
    }

    let routes: [Route]

    func match(method: String, path: String) -> Match {
        let there = routes.filter { $0.path == path }
        guard !there.isEmpty else { return .refused(.text("not found", status: 404)) }
        let wanted = method == "HEAD" ? "GET" : method
        if let route = there.first(where: { $0.method == wanted }) { return .route(route) }
        let allowed = there.flatMap { $0.method == "GET" ? ["GET", "HEAD"] : [$0.method] }.joined(separator: ", ")
        return .refused(.text("method not allowed", status: 405, headers: [Request.Pair("Allow", allowed)]))
    }
}
