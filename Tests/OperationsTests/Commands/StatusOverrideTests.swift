import Events
import JSON
import Service
import Testing

@testable import Operations

@Suite("An operator's word on an instance")
struct StatusOverrideTests {
    static func wish(_ words: [String], environment: [String: String] = [:]) throws -> StatusOverride {
        let command = Command(
            "set-status", summary: "", options: [.value("reason", "X", help: ""), .value("operator", "X", help: "")],
            arguments: [Argument("NAME", help: ""), Argument("STATUS", help: "")])
        guard case .run(let invocation) = try CommandLineParser(command).parse(words) else {
            throw UsageError("no run")
        }
        return try StatusOverride(invocation, environment: environment)
    }

    @Test(
        "The type is the one whose row has that status",
        arguments: [
            ("connected", "whatsapp.session.connected"), ("disconnected", "whatsapp.session.disconnected"),
            ("connecting", "whatsapp.session.starting"),
        ])
    func types(_ status: String, _ type: String) throws {
        let event = try Self.wish(["loja", status, "--operator=ana", "--reason=phone lost"]).event(id: "1", at: 5)
        #expect(event.type == type)
        #expect(event.source == "/operators/ana")
        #expect(event.subject == "loja")
        #expect(event.key == "loja")
        #expect(event.data == ["reason": "phone lost"])
        #expect(event.topicName == "lifecycle")
        #expect(event.sessionEpoch == nil && event.sequence == nil)
    }

    @Test("Who is logged in says so, where nobody is named")
    func takesUser() throws {
        #expect(try Self.wish(["a", "connected"], environment: ["LOGNAME": "rui", "USER": "x"]).operatorName == "rui")
        #expect(try Self.wish(["a", "connected"], environment: ["USER": "x"]).operatorName == "x")
        #expect(try Self.wish(["a", "connected"]).operatorName == "operator")
        #expect(try Self.wish(["a", "connected"]).event(id: "1", at: 5).data == [:])
    }

    @Test(
        "What can be no event is bad usage",
        arguments: [
            ["a", "gone"], ["", "connected"], ["a\nb", "connected"], ["a", "connected", "--operator=a/b"],
            ["a", "connected", "--operator="], [String(repeating: "x", count: 256), "connected"],
        ])
    func refuses(_ words: [String]) {
        #expect(throws: UsageError.self) { try Self.wish(words) }
    }
}
