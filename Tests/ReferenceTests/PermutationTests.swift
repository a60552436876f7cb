import JSON
import Testing

@testable import Reference

@Suite("The same set of events gives the same rows in any order, any number of times: contract §3")
struct PermutationTests {
    /// Numbers that look random and are the same in each run: splitmix64.
    struct Dice: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = state
            mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
            return mixed ^ mixed >> 31
        }

        mutating func pick<Value>(_ choices: [Value]) -> Value {
            choices[Int(next() % UInt64(choices.count))]
        }
    }

    static let tables: [Table.Name] = [.messages, .edits, .reactions, .receipts, .chats, .contacts, .aliases]
    static let addresses: [JSONValue] = ["1@lid", "2@lid", "3@s.whatsapp.net", "4@s.whatsapp.net", .null]

    /// An event of few values, so that many of them meet in one row.
    func event(_ dice: inout Dice) -> LogRecord {
        let type = dice.pick([
            "message.received", "message.sent", "message.undecryptable", "message.status", "message.edited",
            "message.revoked",
            "message.reaction", "contact.updated", "chat.updated", "group.updated",
        ])
        let values: [(String, [JSONValue])] = [
            ("messageId", ["M1", "M2"]), ("messageIds", [["M1"], ["M1", "M2"]]),
            ("chat", ["1@lid", "3@s.whatsapp.net"]),
            ("timestamp", [.string(time(1)), .string(time(2))]), ("fromMe", [true, false, .null]),
            ("sender", Self.addresses),
            ("kind", ["text", "image", "undecryptable", .null]), ("text", ["a", "b", .null]),
            ("participant", Self.addresses + [.null, .null]),
            ("media", [["size": 9], ["size": 10], .null]), ("replyTo", ["M0", "M9", .null]),
            ("pushName", ["A", "B", .null]),
            ("status", ["pending", "server", "delivered", "read", "played", "failed"]),
            ("error", [["code": 1], ["code": "b"], .null]),
            ("editId", ["E1", "E2"]), ("by", Self.addresses), ("emoji", ["👍", ""]), ("contact", ["1@lid"]),
            ("phone", ["p", .null]),
            ("name", ["n", "m", .null]), ("description", ["d", .null]), ("archived", [true, false, .null]),
            ("isBusiness", [true, false, .null]),
            ("aliases", [["lid": "1@lid", "phone": "p"], ["lid": "1@lid", "phone": "q"], .null]),
        ]
        let members = values.map { JSONValue.Member(name: $0.0, value: dice.pick($0.1)) }
        return ReferenceTests.event(type, at: dice.pick([1, 2, 3]), data: .object(members))
    }

    @Test("Shuffled and doubled histories end in the same rows", arguments: 1...20 as ClosedRange<UInt64>)
    func permutations(seed: UInt64) {
        var dice = Dice(state: seed)
        let history = (0..<40).map { _ in event(&dice) }
        let expected = fold(history).tables()
        #expect(expected[.messages].rows.count >= 2)
        for _ in 0..<4 {
            let again = (history + history.prefix(15)).shuffled(using: &dice)
            #expect(Tables.difference(expected: expected, actual: fold(again).tables(), in: Self.tables) == [])
        }
    }

    @Test("Partitions may be mixed in any way, as long as each keeps its order")
    func interleaved() {
        let one = [
            ReferenceTests.event("session.created", at: 1, of: "a"),
            ReferenceTests.event("session.connected", at: 2, of: "a"),
        ]
        let two = [
            ReferenceTests.event("session.created", at: 1, of: "b"),
            ReferenceTests.event("session.failed", at: 2, of: "b"),
        ]
        let beats = [ReferenceTests.event("session.heartbeat", at: 9, of: "b")]
        let expected = fold(one + two + beats).table(.instances)
        for mixed in [beats + two + one, [two[0], one[0], beats[0], two[1], one[1]]] {
            #expect(Table.difference(expected: expected, actual: fold(mixed).table(.instances)) == [])
        }
    }
}
