import Bytes
import Testing

@testable import Events
@testable import MessageArchiver

@Suite("Bodies are in a total order")
struct BodyOrderTests {
    private static var views: [ByteView?] { [nil, ByteView(""), ByteView("a"), ByteView("Z"), ByteView("á")] }
    private static var addresses: [ByteView] {
        [ByteView("551@s.whatsapp.net"), ByteView("552@s.whatsapp.net"), ByteView("1@lid")]
    }

    static func body(
        at time: Int64 = 0, kind: StaticString = "text", text: ByteView? = nil, chat: ByteView = addresses[0],
        sender: ByteView? = nil
    ) -> Body {
        Body(
            BodyData(
                messageID: ByteView("M1"), chat: chat, timestamp: time, fromMe: false, sender: sender,
                kind: ByteView(kind), text: text))
    }

    /// Bodies that differ in every part, all combinations of a few values.
    let all: [Body] = [Int64(0), 1].flatMap { time in
        Self.views.flatMap { text in
            Self.addresses.flatMap { chat in
                ([nil] + Self.addresses.map(Optional.some)).flatMap { sender in
                    [
                        Self.body(at: time, text: text, chat: chat, sender: sender),
                        Self.body(at: time, kind: "undecryptable", chat: chat, sender: sender),
                    ]
                }
            }
        }
    }

    @Test("Of two that differ exactly one comes first; equal ones don't precede each other")
    func oneOfTwo() {
        var wrong = 0
        for left in all {
            for right in all where [left < right, right < left, left == right].filter(\.self).count != 1 {
                wrong += 1
            }
        }
        #expect(wrong == 0)
    }

    @Test("What comes before what comes before a third comes before the third")
    func transitive() {
        let sorted = all.sorted()
        var wrong = 0
        for (place, body) in sorted.enumerated() {
            for later in sorted[place...] where later < body { wrong += 1 }
        }
        #expect(wrong == 0)
        #expect(sorted.first?.isUndecryptable == false)
        #expect(sorted.last?.isUndecryptable == true)
    }

    @Test("Conflicts go both ways, and nothing conflicts with itself or with what can't be decrypted")
    func conflicts() {
        var wrong = 0
        for left in all {
            for right in all {
                if left.conflicts(with: right) != right.conflicts(with: left) { wrong += 1 }
                if left.conflicts(with: right), left.isUndecryptable || right.isUndecryptable || left == right {
                    wrong += 1
                }
            }
        }
        #expect(wrong == 0)
        let text = ByteView("a")
        #expect(Self.body(text: text).conflicts(with: Self.body(at: 5, text: text, chat: Self.addresses[2])) == false)
        #expect(Self.body(text: text).conflicts(with: Self.body()))
        #expect(Self.body(kind: "image").conflicts(with: Self.body()))
    }
}

@Suite("Joins of two values")
struct JoinTests {
    @Test("None gives way")
    func none() {
        #expect(lesser(nil, 2) == 2)
        #expect(lesser(2, nil) == 2)
        #expect(greater(nil, 2) == 2)
        #expect(greater(2, nil) == 2)
        #expect(lesser(Int?.none, nil) == nil)
        #expect(greater(Int?.none, nil) == nil)
    }

    @Test("The lesser is lesser and the greater greater")
    func order() {
        #expect(lesser(1, 2) == 1)
        #expect(lesser(2, 1) == 1)
        #expect(greater(1, 2) == 2)
        #expect(greater(2, 1) == 2)
    }

    @Test("The latest is by time, then by value")
    func latest() {
        #expect(Latest(time: 1, value: 9) < Latest(time: 2, value: 1))
        #expect(Latest(time: 1, value: 1) < Latest(time: 1, value: 2))
        #expect(greater(Latest(time: 1, value: 1), Latest(time: 1, value: 1)) == Latest(time: 1, value: 1))
    }

    @Test("A LID is told by its end alone")
    func lid() {
        #expect(isLID(ByteView("1@lid")))
        #expect(!isLID(ByteView("1@lid.example")))
        #expect(!isLID(ByteView("lid")))
        #expect(areOfOneKind(ByteView("1@lid"), ByteView("2@lid")))
        #expect(!areOfOneKind(ByteView("1@lid"), ByteView("1@s.whatsapp.net")))
    }
}
