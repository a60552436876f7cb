import JSON
import Testing

@testable import Reference

@Suite("whatsapp_sessions: contract §2")
struct SessionsTests {
    func session(_ records: LogRecord...) -> [String: String]? {
        fold(records).row(.sessions, "loja")
    }

    @Test("Made by the first authenticated or connected that applies, and by nothing else")
    func made() {
        #expect(session(event("session.authenticated", at: 1)) == ["last_activity": shown(1)])
        #expect(session(event("session.connected", at: 1)) == ["last_activity": shown(1)])
        for word in ["created", "starting", "passkey", "degraded", "stopped"] {
            #expect(session(event("session.\(word)", data: ["session": "x"])) == nil)
        }
        #expect(session(event("session.stopped", epoch: 2), event("session.connected", epoch: 1)) == nil)
    }

    @Test("phone_number and session_data each from the newest that gives them, in log order")
    func newest() {
        let first = event("session.connected", at: 9, data: ["phoneNumber": "1", "session": "a"])
        #expect(
            session(first, event("session.connected", at: 2, data: ["phoneNumber": "2"])) == [
                "phone_number": "2", "session_data": "\"a\"", "last_activity": shown(9),
            ])
        #expect(
            session(first, event("session.authenticated", at: 2, data: ["session": "b", "phoneNumber": "3"])) == [
                "phone_number": "1", "session_data": "\"b\"", "last_activity": shown(9),
            ])
        #expect(session(first, event("session.stopped", data: ["session": "b"]))?["session_data"] == "\"a\"")
    }

    @Test("last_activity is the greatest time of the applied events since it was made")
    func lastActivity() {
        let made = event("session.authenticated", at: 5, epoch: 2)
        #expect(session(event("session.created", at: 9, epoch: 2), made)?["last_activity"] == shown(5))
        #expect(session(made, event("session.stopped", at: 8, epoch: 2))?["last_activity"] == shown(8))
        #expect(session(made, event("session.degraded", at: 8, epoch: 2))?["last_activity"] == shown(8))
        #expect(session(made, event("session.stopped", at: 3, epoch: 2))?["last_activity"] == shown(5))
        #expect(session(made, event("session.stopped", at: 8, epoch: 1))?["last_activity"] == shown(5))
        #expect(session(made, event("session.heartbeat", at: 8, epoch: 2))?["last_activity"] == shown(5))
    }

    @Test("deleted takes the row; it is made anew, with nothing of the old one")
    func deleted() {
        let made = event("session.connected", at: 5, data: ["phoneNumber": "1", "session": "a"])
        #expect(session(made, event("session.deleted")) == nil)
        #expect(session(made, event("session.deleted"), event("session.connected")) == nil)
        #expect(
            session(made, event("session.deleted"), event("session.created"), event("session.connected", at: 2)) == [
                "last_activity": shown(2)
            ])
    }

    @Test("session is a string or an object, printed as jsonb")
    func sessionData() throws {
        func data(_ text: String) throws -> String? {
            session(event("session.connected", data: ["session": try JSONValue(parsing: text)]))?["session_data"]
        }
        #expect(
            try data(#"{"path":"/s","n":1e2,"a":"\u0000"}"#) == "{\"a\": \"\u{FFFD}\", \"n\": 100, \"path\": \"/s\"}")
        #expect(try data(#""""#) == #""""#)
        #expect(try data("{}") == "{}")
        for wrong in ["7", "null", "true", "[1]", #"{"a":1e999999}"#] { #expect(try data(wrong) == nil) }
    }
}
