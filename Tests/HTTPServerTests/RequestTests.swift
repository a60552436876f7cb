import HTTPServer
import Testing

@Suite("Tokens let in, and nothing else does")
struct TokenCheckTests {
    private func allows(_ check: TokenCheck?, _ headers: [Request.Pair] = [], _ query: [Request.Pair] = []) -> Bool? {
        check?.allows(Request(method: "GET", path: "/", query: query, headers: headers))
    }

    @Test("A bearer token or a query item, in the header's own rules")
    func good() {
        let check = TokenCheck("s3cret token")
        #expect(allows(check, [.init("Authorization", "Bearer s3cret token")]) == true)
        #expect(allows(check, [.init("authorization", "bearer   s3cret token")]) == true)
        #expect(allows(check, [], [.init("token", "s3cret token")]) == true)
        #expect(allows(check, [.init("Authorization", "Basic abc")], [.init("token", "s3cret token")]) == true)
    }

    @Test("Wrong, short, long, empty and missing tokens")
    func bad() {
        let check = TokenCheck("s3cret")
        for token in ["", "S3cret", "s3cre", "s3crets", "s3cret\0", " s3cret x"] {
            #expect(allows(check, [.init("Authorization", "Bearer \(token)")]) == false)
            #expect(allows(check, [], [.init("token", token)]) == false)
        }
        #expect(allows(check) == false)
        #expect(allows(check, [.init("Authorization", "s3cret")]) == false)
        #expect(allows(check, [.init("Authorization", "Basic s3cret")]) == false)
        #expect(allows(check, [], [.init("Token", "s3cret")]) == false)
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
