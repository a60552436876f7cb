import Bytes
import Testing

@testable import Events

@Suite("Types and statuses")
struct EventTypeTests {
    @Test("Each type is found by its name, and by nothing else", arguments: EventType.allCases)
    func names(_ type: EventType) {
        let arena = Arena()
        #expect(EventType(ByteView(type.name)) == type)
        for other in ["\(type.name) ", "\(type.name)x", String("\(type.name)".dropLast()), "\(type.name)".uppercased()]
        {
            #expect(EventType(arena.copy(other)) == nil)
        }
    }

    @Test("The families are the topics")
    func families() {
        let counts = Dictionary(grouping: EventType.allCases, by: \.family).mapValues(\.count)
        #expect(counts == [.lifecycle: 18, .heartbeat: 1, .message: 14, .health: 4, .command: 1, .canary: 1])
        #expect(EventType.sessionLimited.family == .lifecycle)
        #expect(EventType.sessionHeartbeat.family == .heartbeat)
        #expect(EventType.pollVote.family == .message)
        #expect(EventType.callReceived.family == .message)
    }

    @Test("A lifecycle type's word is the state's detail")
    func words() {
        #expect(EventType.sessionLoggedOut.word == "logged_out")
        #expect(EventType.sessionQR.word == "qr")
        #expect(EventType.canary.word == "canary")
    }

    @Test("Unknown names are none of ours", arguments: ["", "whatsapp.", "whatsapp.session.", "session.qr", "a\u{0}"])
    func unknown(_ name: String) {
        let arena = Arena()
        #expect(EventType(arena.copy(name)) == nil)
    }

    @Test("A failure lies between the server and the delivery")
    func statuses() {
        #expect(MessageStatus.allCases.sorted() == [.pending, .server, .failed, .delivered, .read, .played])
        for status in MessageStatus.allCases { #expect(MessageStatus(ByteView(status.name)) == status) }
        #expect(MessageStatus(ByteView("Read")) == nil)
        #expect(MessageStatus(.empty) == nil)
    }

    @Test("Every field is found by its name")
    func fields() {
        for field in Field.allCases {
            let arena = Arena()
            #expect(Field.table.place(of: arena.copy(field.name)) == Int(field.rawValue))
            #expect(Field.table.place(of: arena.copy(field.name + "s ")) == nil)
            #expect(!field.rule.isEmpty)
        }
        #expect(Field.table.place(of: ByteView("a name that is longer than any other of them all")) == nil)
        #expect(Field.allCases.count <= 64)
    }
}
