import Events
import Gateways
import JSON
import Testing

@Suite("Every payload of ours gives the events that stand beside it")
struct FixtureTests {
    /// A fixture: a payload, hints where it needs some, and what must come of it.
    struct Case {
        let name: String
        let payload: JSONValue
        let hints: MappingHints
        let expected: JSONValue

        init(_ gateway: Gateway, _ name: String) throws {
            let file = try Fixture.load(gateway, name)
            self.name = "\(gateway.rawValue)/\(name)"
            payload = try #require(file["payload"])
            hints = MappingHints(
                instance: file["hints"]?["instance"]?.string, event: file["hints"]?["event"]?.string, node: "node-1")
            expected = file
        }

        static func all(_ gateway: Gateway) throws -> [Case] {
            try Fixture.names(gateway).map { try Case(gateway, $0) }
        }
    }

    @Test("Types, times and data are as written", arguments: Gateway.allCases)
    func events(gateway: Gateway) throws {
        for fixture in try Case.all(gateway) {
            let mapping = gateway.map(fixture.payload, hints: fixture.hints)
            let expected = try #require(fixture.expected["events"]?.array)
            #expect(mapping.events.count == expected.count, "\(fixture.name)")
            for (event, wanted) in zip(mapping.events, expected) {
                #expect(event.type == wanted["type"]?.string, "\(fixture.name)")
                #expect(event.time.map { .string(EventTime.text($0)) } == wanted["time"], "\(fixture.name)")
                #expect(event.subject == wanted["subject"]?.string ?? "loja", "\(fixture.name)")
                #expect(event.data == wanted["data"], "\(fixture.name)")
            }
        }
    }

    @Test("Problems and reasons to ignore are as written", arguments: Gateway.allCases)
    func problems(gateway: Gateway) throws {
        for fixture in try Case.all(gateway) {
            let mapping = gateway.map(fixture.payload, hints: fixture.hints)
            let expected = fixture.expected["problems"]?.array?.compactMap(\.string) ?? []
            #expect(mapping.problems.map { "\($0.code.rawValue) \($0.field)" } == expected, "\(fixture.name)")
            #expect((mapping.ignored != nil) == (fixture.expected["ignored"] == true), "\(fixture.name)")
            #expect(!mapping.events.isEmpty || !mapping.problems.isEmpty || mapping.ignored != nil, "\(fixture.name)")
        }
    }

    @Test("Every event is valid by the contract and comes from its gateway's node", arguments: Gateway.allCases)
    func valid(gateway: Gateway) throws {
        for fixture in try Case.all(gateway) {
            for event in gateway.map(fixture.payload, hints: fixture.hints).events {
                #expect(ContractRules.violations(event) == [], "\(fixture.name)")
                #expect(event.source == "/gateways/\(gateway.rawValue)/node-1")
            }
        }
    }

    @Test("The same payload gives the same bytes, and its events have ids of their own", arguments: Gateway.allCases)
    func deterministic(gateway: Gateway) throws {
        for fixture in try Case.all(gateway) {
            let first = gateway.map(fixture.payload, hints: fixture.hints)
            let second = gateway.map(try JSONValue(parsing: fixture.payload.text), hints: fixture.hints)
            #expect(first.events.map { $0.structured() } == second.events.map { $0.structured() }, "\(fixture.name)")
            #expect(Set(first.events.map(\.id)).count == first.events.count, "\(fixture.name)")
        }
    }

    @Test("No secret of any payload is in an event, a problem or a reason", arguments: Gateway.allCases)
    func secrets(gateway: Gateway) throws {
        let secrets = [
            "/9j/4AAQ", "SECRET-API-KEY", "c2VjcmV0", "9WVUYm9AsQ", "ABCD-EF12", "ABCDEF12", "PRIVATE", "secret-bundle",
            "token-one", "token-two", "browser-id", "abcdef", "user:pass", "iVBORw0KGgo", "\"1234\"", "date_time",
            "failure",
        ]
        for fixture in try Case.all(gateway) {
            let mapping = gateway.map(fixture.payload, hints: fixture.hints)
            let texts = mapping.events.map { $0.json.text } + mapping.problems.map(\.reason) + [mapping.ignored ?? ""]
            for secret in secrets {
                #expect(!texts.contains { $0.contains(secret) }, "\(secret) is in \(fixture.name)")
            }
        }
    }
}
