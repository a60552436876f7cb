import HTTPServer
import HealthMonitor
import HealthPage
import JSON
import Synchronization
import TestSupport
import Testing

@Suite("The page's routes", .timeLimit(.minutes(1)))
struct RoutesTests {
    /// A page of one session, whose verdict a test changes.
    private final class Desk: Sendable {
        let snapshot = Mutex(HealthSnapshot())
        let now = Mutex<Moment>(1_795_428_000_000_000)

        init() {
            snapshot.withLock { snapshot in
                snapshot.status.role = .active(epoch: 1)
                snapshot.status.knownUntil = 1_795_428_000_000_000
                snapshot.observedAt = 1_795_428_000_000_000
                snapshot.sessions = ["loja-1", "loja-2", "padaria"].map {
                    SessionLine(
                        $0, SessionHealth(status: "connected", detail: "connected", memory: ["phase": "connected"]))
                }
            }
        }

        func page(_ check: TokenCheck? = nil) -> HealthPage {
            HealthPage(
                HealthPage.Source(
                    snapshot: { [self] in snapshot.withLock { $0 } },
                    history: { .array($0.map { .string($0) }) }, now: { [self] in now.withLock { $0 } }),
                check: check)
        }
    }

    private func with(
        _ page: HealthPage, _ body: @escaping @Sendable (UInt16) throws -> Void
    ) async throws {
        let server = try HTTPServer(on: ListenAddress(host: "127.0.0.1", port: 0), page.routes)
        let port = server.address.port
        let result = await Task { try await onOwnThread { try body(port) } }.result
        await server.stop()
        try result.get()
    }

    @Test("The page and its files are served, with a policy that lets nothing in from elsewhere")
    func files() async throws {
        try await with(Desk().page()) { port in
            let page = try HTTPClient(port: port).ask("GET", "/")
            #expect(page.status == 200)
            let policy = page.headers["content-security-policy"] ?? ""
            #expect(policy.hasPrefix("default-src 'none';"))
            #expect(!policy.contains("unsafe") && !policy.contains("http"))
            let files = page.body.matches(of: #/(?:src|href)="(page/[^"]+)"/#).map { String($0.output.1) }
            #expect(files.count == 3)
            var size = page.body.utf8.count
            for file in files + ["page/link.js", "page/rows.js", "page/words.js", "page/day.js"] {
                let answer = try HTTPClient(port: port).ask("GET", "/\(file)")
                #expect(answer.status == 200, "\(file)")
                size += answer.body.utf8.count
                for imported in answer.body.matches(of: #/from "\.\/([^"]+)"/#) {
                    #expect(try HTTPClient(port: port).ask("GET", "/page/\(imported.output.1)").status == 200)
                }
                let addresses = answer.body.matches(of: #/https?:\/\/[^"' ]+/#).map { String($0.output) }
                #expect(addresses.allSatisfy { $0 == "http://www.w3.org/2000/svg" }, "\(file)")
            }
            #expect(size < 45_000)
        }
    }

    @Test("Every reason has its words on the page")
    func reasons() async throws {
        try await with(Desk().page()) { port in
            let reasons = try JSONValue(parsing: try HTTPClient(port: port).ask("GET", "/page/reasons.json").body)
            for code in ReasonCode.allCases {
                let entry = reasons[code.rawValue]
                #expect(entry?["meaning"]?.string?.isEmpty == false, "\(code.rawValue)")
                #expect(entry?["run"]?.array?.isEmpty == false, "\(code.rawValue)")
            }
        }
    }

    @Test("The JSON is all of it, or the sessions that are asked for, with history where that is asked for")
    func document() async throws {
        try await with(Desk().page()) { port in
            func ask(_ query: String) throws -> JSONValue {
                let answer = try HTTPClient(port: port).ask("GET", "/api/health\(query)")
                #expect(answer.headers["content-type"] == "application/json")
                return try JSONValue(parsing: answer.body)
            }
            func names(_ document: JSONValue) -> [String] {
                document["sessions"]?.array?.compactMap { $0["subject"]?.string } ?? []
            }
            let all = try ask("")
            #expect(names(all) == ["session/loja-1", "session/loja-2", "session/padaria"])
            #expect(all["pipelines"]?.array == [] && all["history"] == nil)
            let some = try ask("?only=sessions&q=LOJA&limit=1&offset=1&sort=name&history=1")
            #expect(names(some) == ["session/loja-2"])
            #expect(some["matching"]?.int64 == 2)
            #expect(some["pipelines"] == nil)
            #expect(some["history"] == ["session/loja-2"])
            #expect(names(try ask("?verdict=down,degraded")) == [])
            #expect(names(try ask("?limit=-5&offset=x&sort=nonsense&verdict=ok")).isEmpty)
            let days = try HTTPClient(port: port).ask(
                "GET", "/api/health/history?subject=session/a%2Fb&subject=monitor/m"
            ).body
            #expect(days == #"["session/a/b","monitor/m"]"#)
        }
    }

    @Test(
        "A browser signs in by a form, gets a cookie that no script reads, and can sign out; the token stands in no address"
    )
    func signingIn() async throws {
        let page = Desk().page(TokenCheck("a secret & token"))
        try await with(page) { port in
            func ask(_ method: String, _ path: String, _ headers: [String: String] = [:], _ body: String? = nil) throws
                -> HTTPClient.Answer
            { try HTTPClient(port: port).ask(method, path, headers: headers, body: body) }
            let form = try ask("GET", "/")
            #expect(form.status == 401)
            #expect(form.body.contains(#"type="password""#) && !form.body.contains("isn’t the token"))
            #expect(form.headers["content-security-policy"]?.contains("form-action 'self'") == true)
            for path in [
                "/api/health", "/api/health/stream", "/api/health/history", "/api/health?token=a+secret+%26+token",
            ] {
                #expect(try ask("GET", path).status == 401, "\(path)")
            }
            let wrong = try ask("POST", "/sign-in", [:], "token=nonsense")
            #expect(wrong.status == 401 && wrong.body.contains("isn’t the token") && wrong.headers["set-cookie"] == nil)
            #expect(try ask("GET", "/sign-in").headers["location"] == "./")
            let right = try ask("POST", "/sign-in", [:], "token=a+secret+%26+token")
            #expect(right.status == 303 && right.headers["location"] == "./")
            let cookie = try #require(right.headers["set-cookie"])
            #expect(cookie.hasSuffix("; HttpOnly; SameSite=Strict; Path=/") && !cookie.contains("secret"))
            let sent = ["Cookie": "other=1; \(cookie.prefix { $0 != ";" })"]
            #expect(try ask("GET", "/", sent).body.contains(#"<form method="post" action="sign-out" id="sign-out">"#))
            #expect(try ask("GET", "/api/health", sent).status == 200)
            #expect(try ask("GET", "/api/health", ["Cookie": "zapline="]).status == 401)
            #expect(try ask("GET", "/api/health", ["Authorization": "Bearer a secret & token"]).status == 200)
            let secure = try ask("POST", "/sign-in", ["X-Forwarded-Proto": "https"], "token=a+secret+%26+token")
            #expect(secure.headers["set-cookie"]?.hasSuffix("; Secure") == true)
            #expect(try ask("POST", "/sign-out", sent).headers["set-cookie"]?.contains("Max-Age=0") == true)
            #expect(try ask("GET", "/api/health", sent).status == 401)
        }
    }

    @Test("The stream begins with everything and a time to come again, then tells what changed")
    func stream() async throws {
        let desk = Desk()
        let page = desk.page()
        try await with(page) { port in
            let client = try HTTPClient(port: port)
            try client.send("GET /api/health/stream HTTP/1.1\r\nHost: t\r\nLast-Event-ID: 77\r\n\r\n")
            #expect(try client.readHead().headers["content-type"] == "text/event-stream; charset=utf-8")
            var text = ""
            while !text.contains("event: whole") || !text.hasSuffix("\n\n") { text += try client.readChunk() ?? "" }
            #expect(text.contains("retry: 2000\n"))
            let whole = try #require(text.components(of: "event: whole").last)
            let data = try #require(whole.split(separator: "\n").first { $0.hasPrefix("data: ") })
            let message = try JSONValue(parsing: String(data.dropFirst(6)))
            #expect(message["order"]?.array?.count == 3)
            #expect(message["head"]?["verdict"]?.string == "ok")
            desk.now.withLock { $0 += 1_000_000 }
            desk.snapshot.withLock { snapshot in
                snapshot.sessions[1] = SessionLine(
                    "loja-2",
                    SessionHealth(
                        status: "disconnected", detail: "failed", memory: ["phase": "down", "standing": "failed"]))
            }
            page.turn()
            var change = ""
            while !change.hasSuffix("\n\n") { change += try client.readChunk() ?? "" }
            #expect(change.hasPrefix("event: change\n"))
            #expect(change.contains(#""summary":"1 session down""#))
            #expect(change.contains(#""order":["session/loja-2","session/loja-1","session/padaria"]"#))
            #expect(!change.contains(#""subject":"session/padaria""#))
        }
        #expect(await eventually { page.watchers == 0 })
    }
}

extension String {
    fileprivate func components(of separator: String) -> [Substring] { split(separator: separator) }
}
