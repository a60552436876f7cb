import Events
import Gateways
import JSON
import Testing

@Suite("Whatever arrives, nothing traps and no invalid event is made")
struct HostileTests {
    /// What may stand where something else is expected.
    private static let oddities: [JSONValue?] = [
        nil, .null, "", "x", true, -1, .number("9223372036854775807"), .number("-9223372036854775808"),
        .number("1e300"), [], [:],
        ["x", .null], ["low": -1, "high": -1, "unsigned": true], ["_serialized": "true_@_"], "a@", "true_",
        "1:2:3@c.us",
        .string(String(repeating: "9", count: 300)), .string(String(repeating: "é", count: 130) + "@c.us"),
    ]

    /// The value with each of its parts replaced by `oddity` in turn, or taken away.
    private static func variants(_ value: JSONValue, _ oddity: JSONValue?) -> [JSONValue] {
        switch value {
        case .object(let members):
            members.indices.flatMap { index in
                let replaced = [oddity].compactMap { $0 } + variants(members[index].value, oddity)
                let removed =
                    oddity == nil ? [JSONValue.object(Array(members[..<index] + members[(index + 1)...]))] : []
                return removed
                    + replaced.map { part in
                        var changed = members
                        changed[index].value = part
                        return .object(changed)
                    }
            }
        case .array(let elements):
            elements.indices.flatMap { index in
                ([oddity].compactMap { $0 } + variants(elements[index], oddity)).map { part in
                    var changed = elements
                    changed[index] = part
                    return .array(changed)
                }
            }
        default: []
        }
    }

    @Test("Any part of any payload may be anything or absent", arguments: Gateway.allCases, oddities.indices)
    func mutations(gateway: Gateway, place: Int) throws {
        var turn = 0
        for fixture in try FixtureTests.Case.all(gateway) {
            for payload in Self.variants(fixture.payload, Self.oddities[place]) {
                // Each field of a kind is in many fixtures: a third of the pairs is enough, another third for each
                // oddity.
                turn += 1
                guard turn % 3 == place % 3 else { continue }
                let mapping = gateway.map(payload, hints: fixture.hints)
                let violations = mapping.events.flatMap(ContractRules.violations)
                #expect(violations == [], "\(fixture.name): \(payload.text)")
                #expect(!mapping.events.isEmpty || !mapping.problems.isEmpty || mapping.ignored != nil)
            }
        }
    }

    @Test("Any event may come with any body", arguments: Gateway.allCases)
    func bodies(gateway: Gateway) throws {
        let events = Set(try Self.events(gateway))
        #expect(events.count > 15)
        for event in events {
            for oddity in Self.oddities {
                let mapping = gateway.map(oddity ?? [:], hints: MappingHints(instance: "loja", event: event))
                #expect(mapping.events.flatMap(ContractRules.violations) == [], "\(event)")
                let wrapped = gateway.map(
                    ["event": .string(event), "session": "loja", "instance": "loja", "data": oddity ?? .null],
                    hints: MappingHints())
                #expect(wrapped.events.flatMap(ContractRules.violations) == [], "\(event)")
            }
        }
    }

    /// The events of all fixtures.
    private static func events(_ gateway: Gateway) throws -> [String] {
        try FixtureTests.Case.all(gateway).compactMap {
            $0.payload["event"]?.string ?? $0.payload["dataType"]?.string ?? $0.hints.event
        }
    }

    @Test(
        "A payload of one gateway given to another makes no invalid event", arguments: Gateway.allCases,
        Gateway.allCases)
    func strangers(gateway: Gateway, stranger: Gateway) throws {
        for fixture in try FixtureTests.Case.all(stranger) {
            let mapping = gateway.map(
                fixture.payload, hints: MappingHints(instance: "loja", event: fixture.hints.event))
            #expect(mapping.events.flatMap(ContractRules.violations) == [], "\(fixture.name)")
        }
    }

    @Test("A list of thousands is mapped, and one reason stands for all that is ignored in it")
    func manyElements() {
        let contacts = (0..<5_000).map {
            ["remoteJid": "551190000\($0 + 1_000)@s.whatsapp.net", "pushName": "n"] as JSONValue
        }
        let nameless = (0..<5_000).map { ["remoteJid": "551190000\($0 + 1_000)@s.whatsapp.net"] as JSONValue }
        let mapping = Gateway.evolutionAPI.map(
            ["event": "contacts.set", "instance": "loja", "data": .array(contacts + nameless)])
        #expect(mapping.events.count == 5_000)
        #expect(Set(mapping.events.map(\.id)).count == 5_000)
        #expect(mapping.problems.isEmpty)
        #expect(mapping.ignored == "The contact has no name and no second address.")
    }

    @Test("A file of megabytes in base 64 stays where it is", .timeLimit(.minutes(1)))
    func hugeMedia() {
        let file = String(repeating: "QUJD", count: 1_000_000)
        let mapping = Gateway.evolutionAPI.map([
            "event": "messages.upsert", "instance": "loja",
            "data": [
                "key": ["remoteJid": "5511987654321@s.whatsapp.net", "fromMe": false, "id": "3A1F"],
                "messageTimestamp": 1_795_428_000,
                "message": [
                    "base64": .string(file),
                    "imageMessage": ["mimetype": "image/png", "url": .string("data:image/png;base64," + file)],
                ],
            ],
        ])
        #expect(mapping.outline == ["message.received"])
        #expect(mapping.events[0].structured().count < 1_000)
    }
}
