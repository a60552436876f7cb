package import HTTPServer
internal import HealthMonitor
internal import JSON

extension HealthPage {
    /// What is served.
    package var routes: [Route] {
        let read = [
            Route("GET", "/api/health", check: check) { [self] in document($0) },
            Route("GET", "/api/health/history", check: check) { [self] in history($0) },
            Route("GET", "/api/health/stream", check: check) { [self] in stream($0) },
        ]
        let page = Route("GET", "/") { [self] request in
            if let check, !check.allows(request) { return PageFiles.signIn(isWrong: false) }
            return PageFiles.page(isSignedIn: check != nil)
        }
        let signing = check.map { check in
            [
                Route("POST", "/sign-in") { Self.signIn($0, check) },
                // Where a browser stands after a wrong token, and loads it again.
                Route("GET", "/sign-in") { _ in Self.away() },
                Route("POST", "/sign-out") { Self.away(check.signOut($0)) },
            ]
        }
        return [page] + PageFiles.routes + (signing ?? []) + read
    }

    private static func signIn(_ request: Request, _ check: TokenCheck) -> Response {
        guard let cookie = check.signIn(request.formField("token") ?? "", request) else {
            return PageFiles.signIn(isWrong: true)
        }
        return away(cookie)
    }

    /// Back to the page, by an address that holds behind a proxy's path too.
    private static func away(_ cookie: Request.Pair? = nil) -> Response {
        .text("see ./", status: 303, headers: [Request.Pair("Location", "./")] + (cookie.map { [$0] } ?? []))
    }

    // MARK: - JSON

    /// Sessions whose days are told at once: a day is a kilobyte and a half.
    private static let daysAtOnce = 500

    private func document(_ request: Request) -> Response {
        var selection = HealthDocument.Selection()
        selection.isSessionsOnly = request.queryItem("only") == "sessions"
        selection.sessions = SessionQuery(request)
        if request.queryItem("history") == "1" {
            selection.history = source.history
            selection.sessions.limit = min(selection.sessions.limit ?? Self.daysAtOnce, Self.daysAtOnce)
        }
        return .json(HealthDocument.bytes(source.snapshot(), selection, now: source.now()))
    }

    private func history(_ request: Request) -> Response {
        let subjects = request.query.filter { $0.name == "subject" }.prefix(Self.daysAtOnce).map(\.value)
        var bytes: [UInt8] = []
        source.history(subjects).write(into: &bytes)
        return .json(bytes)
    }
}

extension SessionQuery {
    /// What an address asks for: `q`, `verdict` (several, with commas), `sort`, `offset`, `limit`. What can't be read is as if it weren't
    /// there.
    init(_ request: Request) {
        self.init()
        text = request.queryItem("q") ?? ""
        verdicts = Set(
            (request.queryItem("verdict") ?? "").split(separator: ",").compactMap { Verdict(rawValue: String($0)) })
        order = request.queryItem("sort").flatMap { Order(rawValue: $0) } ?? .attention
        offset = max(0, request.queryItem("offset").flatMap { Int($0) } ?? 0)
        limit = request.queryItem("limit").flatMap { Int($0) }.map { max(0, $0) }
    }
}
