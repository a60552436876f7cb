import HTTPServer
import Testing

@Suite("Tokens let in, and nothing else does")
struct TokenCheckTests {
    private func allows(_ check: TokenCheck?, _ headers: [Request.Pair] = [], _ query: [Request.Pair] = []) -> Bool? {
        check?.allows(Request(method: "GET", path: "/", query: query, headers: headers))
    }

    @Test("A bearer token, in the header's own rules")
    func good() {
        let check = TokenCheck("s3cret token")
        #expect(allows(check, [.init("Authorization", "Bearer s3cret token")]) == true)
        #expect(allows(check, [.init("authorization", "bearer   s3cret token")]) == true)
    }

    @Test("Wrong, short, long, empty and missing tokens; never one in the address")
    func bad() {
        let check = TokenCheck("s3cret")
        for token in ["", "S3cret", "s3cre", "s3crets", "s3cret\0", " s3cret x"] {
            #expect(allows(check, [.init("Authorization", "Bearer \(token)")]) == false)
            #expect(allows(check, [.init("Cookie", "zapline=\(token)")]) == false)
        }
        #expect(allows(check) == false)
        #expect(allows(check, [.init("Authorization", "s3cret")]) == false)
        #expect(allows(check, [.init("Authorization", "Basic s3cret")]) == false)
        #expect(allows(check, [.init("Cookie", "zapline=s3cret")]) == false)
        #expect(allows(check, [], [.init("token", "s3cret")]) == false)
    }

    @Test("A browser that shows the token gets a cookie that lets it in until it signs out, and nobody else")
    func browser() throws {
        let check = try #require(TokenCheck("s3cret"))
        let other = try #require(TokenCheck("s3cret"))
        let form = Request(method: "POST", path: "/sign-in")
        #expect(check.signIn("S3cret", form) == nil)
        let cookies = try (0..<2).map { _ in
            String(try #require(check.signIn("s3cret", form)).value.prefix { $0 != ";" })
        }
        #expect(Set(cookies).count == 2 && cookies.allSatisfy { $0.utf8.count >= "zapline=".utf8.count + 64 })
        #expect(allows(check, [.init("cookie", "a=b; \(cookies[0]);c=d")]) == true)
        #expect(allows(check, [.init("Cookie", "x\(cookies[0])")]) == false)
        #expect(allows(other, [.init("Cookie", cookies[0])]) == false)
        let out = check.signOut(Request(method: "POST", path: "/", headers: [.init("Cookie", cookies[0])]))
        #expect(out.value.hasPrefix("zapline=;") && out.value.contains("Max-Age=0"))
        #expect(cookies.map { allows(check, [.init("Cookie", $0)]) } == [false, true])
    }

    @Test(
        "Two services on one host have a cookie each, since cookies don't know ports",
        arguments: [
            ("zap.example:9473", "zapline-9473"), ("[::1]:9474", "zapline-9474"), ("[::1]", "zapline"),
            ("zap.example", "zapline"),
            ("zap.example:x; a=b", "zapline"),
        ])
    func ports(host: String, name: String) throws {
        let check = try #require(TokenCheck("s3cret"))
        let form = Request(method: "POST", path: "/sign-in", headers: [.init("Host", host)])
        let cookie = String(try #require(check.signIn("s3cret", form)).value.prefix { $0 != ";" })
        #expect(cookie.prefix { $0 != "=" } == name)
        #expect(allows(check, [.init("Host", host), .init("Cookie", "zapline-1=x; \(cookie)")]) == true)
        #expect(allows(check, [.init("Host", "zap.example:1"), .init("Cookie", cookie)]) == false)
    }

    @Test("Of very many sign-ins the oldest has to be done again")
    func many() throws {
        let check = try #require(TokenCheck("s3cret"))
        let cookies = try (0..<65).map { _ in
            String(try #require(check.signIn("s3cret", Request(method: "POST", path: "/"))).value.prefix { $0 != ";" })
        }
        #expect(allows(check, [.init("Cookie", cookies[0])]) == false)
        #expect(allows(check, [.init("Cookie", cookies[1])]) == true)
    }

    @Test("There is no check for an empty token")
    func empty() { #expect(TokenCheck("") == nil) }

    @Test("Printing and dumping it shows no token")
    func redacted() {
        let check = TokenCheck("s3cret")
        var dumped = ""
        dump(check, to: &dumped)
        #expect(!"\(String(describing: check)) \(String(reflecting: check)) \(dumped)".contains("s3cret"))
    }
}

@Suite("Server-sent events in the words of the standard")
struct ServerSentEventTests {
    private func text(_ event: ServerSentEvent) -> String { String(decoding: event.bytes, as: UTF8.self) }

    @Test("Every line of the data is a line of the event")
    func lines() {
        #expect(text(ServerSentEvent(data: "a")) == "data: a\n\n")
        #expect(
            text(ServerSentEvent(event: "health", id: "7", data: "a\nb\r\nc\rd"))
                == "event: health\nid: 7\ndata: a\ndata: b\ndata: c\ndata: d\n\n")
        #expect(text(ServerSentEvent(data: "")) == "data: \n\n")
    }

    @Test("The time to come again is a number of milliseconds")
    func retry() {
        #expect(text(ServerSentEvent(id: "1", data: "a", retry: 2_000)) == "id: 1\nretry: 2000\ndata: a\n\n")
    }

    @Test("A name or an id can't smuggle in another field")
    func injection() {
        #expect(
            text(ServerSentEvent(event: "a\ndata: x", id: "1\r\n\0", data: "b"))
                == "event: a data: x\nid: 1  \ndata: b\n\n")
    }
}

@Suite("Requests by name")
struct RequestTests {
    @Test("Headers in any case, query items in theirs, the first of several")
    func lookup() {
        let request = Request(
            method: "GET", path: "/", query: [.init("a", "1"), .init("a", "2"), .init("A", "3")],
            headers: [.init("X-One", "1"), .init("x-one", "2")])
        #expect(request.header("x-ONE") == "1")
        #expect(request.header("x-two") == nil)
        #expect(request.queryItem("a") == "1")
        #expect(request.queryItem("A") == "3")
        #expect(request.queryItem("b") == nil)
    }
}

@Suite("What a form sends")
struct FormTests {
    private func field(_ body: String, _ name: String = "token") -> String? {
        Request(method: "POST", path: "/", body: Array(body.utf8)).formField(name)
    }

    @Test("Fields are decoded, the first of several counts")
    func fields() {
        #expect(field("token=abc") == "abc")
        #expect(field("a=1&token=a+b%26%3D%C3%A9&token=x") == "a b&=é")
        #expect(field("to%6Ben=1") == "1")
        #expect(field("token=") == "")
        #expect(field("token=a=b") == "a=b")
    }

    @Test("What is no field is none, and a broken escape stands for itself")
    func broken() {
        #expect(field("") == nil)
        #expect(field("token") == nil)
        #expect(field("Token=a") == nil)
        #expect(field("token=%ff") == nil)
        #expect(field("token=%4") == "%4")
        #expect(field("token=%+1%zz%") == "% 1%zz%")
    }
}
