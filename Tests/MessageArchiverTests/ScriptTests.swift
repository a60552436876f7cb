import Bytes
import Pipeline
import Postgres
import Testing

@testable import MessageArchiver

@Suite("A batch has statements for what it holds and no others")
struct ScriptTests {
    let handler = MessagesHandler(HandlerContext(pipeline: "messages", topics: ["whatsapp.messages"]))
    let arena = Arena()

    /// The statements for `tellings`, a COPY cut to its first word, and how much data rides with them.
    func script(_ tellings: [Telling]) -> (statements: [String], copies: Int) {
        let records = tellings.map {
            Record(
                logID: 1, topic: 0, partition: 0, offset: 0, timestamp: 0, key: nil, value: arena.copy($0.text))
        }
        var output = HandlerOutput()
        handler.write(RecordSelection(records), found: nil, into: &output)
        let statements = output.script.text.split(separator: ";\n").map { $0.hasPrefix("COPY") ? "COPY" : String($0) }
        return (statements, output.script.copies.count)
    }

    func join(_ table: JoinedTable) -> [String] { ["COPY", table.execute] }

    @Test("Nothing, and what has no table")
    func nothing() {
        #expect(script([]).statements.isEmpty)
        #expect(script([told("poll.vote", [:])]).statements.isEmpty)
        #expect(script([status("pending", at: 1, ["participant": "1@lid"])]).statements.isEmpty)
    }

    @Test("A body asks whether its row has edits, a status doesn't")
    func settling() {
        let bodies = script([body(), body()])
        #expect(bodies.statements == ["COPY", MessagesSession.joinBodies, MessagesSession.settle] + join(.chats))
        #expect(bodies.copies == 2)
        #expect(script([status("read", at: 1), status("read", at: 2)]).statements == join(.messages))
        #expect(
            script([edit("E", "a", at: 1)]).statements == join(.messages) + join(.edits) + [MessagesSession.settle])
    }

    @Test("Tables come in the same order whatever the events'")
    func order() {
        let history = [
            body(["aliases": ["lid": "1@lid", "phone": "551@s.whatsapp.net"]]), edit("E", "a", at: 1),
            told("message.reaction", ["messageId": "M1", "sender": "1@lid", "emoji": "x"]),
            status("read", at: 1, ["participant": "1@lid"]), told("contact.updated", ["contact": "1@lid"]),
        ]
        let expected =
            ["COPY", MessagesSession.joinBodies] + join(.edits) + [MessagesSession.settle] + join(.reactions)
            + join(.receipts) + join(.chats) + join(.contacts) + join(.aliases)
        #expect(script(history).statements == expected)
        #expect(script(history.reversed()).statements == expected)
        #expect(script(history).copies == 7)
    }

    @Test("The same batch gives the same bytes again, with nothing of one in between")
    func again() {
        let history = [body(), edit("E", "a", at: 1)]
        let first = script(history)
        _ = script([told("contact.updated", ["contact": "1@lid"]), told("session.connected", [:])])
        let second = script(history)
        #expect(first.statements == second.statements)
        #expect(first.copies == second.copies)
    }

    @Test("A name in quotes can't leave its literal")
    func literals() {
        let odd = MessagesHandler(HandlerContext(pipeline: "it's", topics: ["a'b"]))
        #expect(odd.sessionSetup.contains("'it''s'"))
        #expect(odd.sessionSetup.contains("'a''b'"))
    }
}
