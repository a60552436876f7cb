import JSON
import JSONSchema
import Testing

@testable import Topics

/// Every type of the contract, by the topic that carries it.
enum ContractTypes {
    static let byTopic: [String: [String]] = [
        "lifecycle": names(
            "whatsapp.session.",
            "created starting qr pairing_code passkey authenticated connected degraded disconnected "
                + "replaced logged_out banned outdated failed stopped deleted history_sync limited"),
        "heartbeats": ["whatsapp.session.heartbeat"],
        "messages": names("whatsapp.message.", "received sent status edited revoked deleted reaction undecryptable")
            + names(
                "whatsapp.",
                "poll.vote contact.updated chat.updated group.updated group.participants call.received canary"),
        "health": names("whatsapp.health.", "session consumer pipeline monitor"),
        "commands": ["whatsapp.command.reconnect"],
    ]

    static let all = byTopic.values.flatMap { $0 }.sorted()

    private static func names(_ prefix: String, _ words: String) -> [String] {
        words.split(separator: " ").map { prefix + $0 }
    }
}

@Suite("The schemas of events")
struct SchemaFilesTests {
    static let documents: [String: JSONValue] = {
        var documents: [String: JSONValue] = [:]
        for name in (try? TopicFolder.names(in: "schemas")) ?? [] {
            documents[name] = (try? TopicFolder.bytes("schemas/\(name)")).flatMap { try? JSONValue(parsing: $0) }
        }
        return documents
    }()
    static let schemas = try? SchemaSet(documents: documents)

    /// What of `event` breaks the schema `name`: where, and which keyword.
    static func violations(of event: JSONValue, by name: String) -> [String] {
        guard let set = schemas else { return ["the schemas can't be used"] }
        return set.validate(event, against: name).map { "\($0.pointer): \($0.keyword)" }
    }

    /// The first example of `type`, with its `data` changed.
    static func event(_ type: String, _ change: (inout [String: JSONValue]) -> Void) -> JSONValue {
        var event = object(documents["\(type).json"]?["examples"]?[0])
        var data = object(event["data"])
        change(&data)
        event["data"] = value(data)
        return value(event)
    }

    static func object(_ value: JSONValue?) -> [String: JSONValue] {
        Dictionary((value?.object ?? []).map { ($0.name, $0.value) }) { first, _ in first }
    }

    static func value(_ object: [String: JSONValue]) -> JSONValue {
        .object(object.sorted { $0.key < $1.key }.map { JSONValue.Member(name: $0.key, value: $0.value) })
    }

    @Test("Each type has one schema, the envelope has one, and there is no other file")
    func oneEach() throws {
        #expect(ContractTypes.all.count == 39)
        #expect(
            try TopicFolder.names(in: "schemas") == (ContractTypes.all + ["envelope"]).map { "\($0).json" }.sorted())
    }

    @Test("Each file is JSON that says what it is", arguments: ContractTypes.all + ["envelope"])
    func header(_ type: String) throws {
        let schema = try JSONValue(parsing: try TopicFolder.bytes("schemas/\(type).json"))
        #expect(schema["$schema"] == "https://json-schema.org/draft/2020-12/schema")
        #expect(schema["$id"] == .string("\(type).json"))
        #expect(schema["description"]?.string?.isEmpty == false)
        #expect(schema["title"]?.string?.isEmpty == false)
    }

    @Test(
        "Each schema is of the whole event: the envelope, its type, and its data by themselves",
        arguments: ContractTypes.all)
    func shape(_ type: String) throws {
        let schema = try #require(Self.documents["\(type).json"])
        #expect(schema["allOf"] == [["$ref": "envelope.json"]])
        #expect(schema["properties"]?["type"] == ["const": .string(type)])
        #expect(schema["properties"]?["data"] == ["$ref": "#/$defs/data"])
        #expect(schema["$defs"]?["data"]?["type"] == "object")
    }

    @Test(
        "A subject is an instance's name, but for health, which has one with a word before it",
        arguments: [
            ("whatsapp.session.created", 255, true), ("whatsapp.session.created", 256, false),
            ("whatsapp.message.received", 256, false), ("whatsapp.command.reconnect", 256, false),
            ("whatsapp.canary", 256, false), ("whatsapp.health.session", 263, true),
        ])
    func subjects(_ type: String, _ length: Int, _ isValid: Bool) {
        var event = Self.object(Self.documents["\(type).json"]?["examples"]?[0])
        event["subject"] = .string(String(repeating: "x", count: length))
        let violations = Self.violations(of: Self.value(event), by: "\(type).json")
        #expect(violations == (isValid ? [] : ["/subject: maxLength"]))
    }

    @Test("Each type's examples are valid, and complete events in structured mode", arguments: ContractTypes.all)
    func examples(_ type: String) throws {
        let examples = try #require(Self.documents["\(type).json"]?["examples"]?.array)
        #expect(!examples.isEmpty)
        for example in examples {
            #expect(Self.violations(of: example, by: "\(type).json") == [])
            #expect(example["specversion"] == "1.0")
            #expect(example["type"] == .string(type))
            #expect(example["id"]?.string?.utf8.count == 26)
        }
    }

    @Test("The envelope's examples are valid by it")
    func envelope() throws {
        let examples = try #require(Self.documents["envelope.json"]?["examples"]?.array)
        #expect(examples.count > 1)
        for example in examples { #expect(Self.violations(of: example, by: "envelope.json") == []) }
    }

    @Test("No two examples are one occurrence")
    func occurrences() {
        let ids = ContractTypes.all.flatMap { Self.documents["\($0).json"]?["examples"]?.array ?? [] }.map {
            "\($0["source"]?.string ?? "") \($0["id"]?.string ?? "")"
        }
        #expect(Set(ids).count == ids.count)
    }

    @Test(
        "The key of an example is its topic's",
        arguments: ["lifecycle", "heartbeats", "messages", "health", "commands"])
    func keys(_ topic: String) throws {
        for type in try #require(ContractTypes.byTopic[topic]) {
            for example in try #require(Self.documents["\(type).json"]?["examples"]?.array) {
                guard let key = example["partitionkey"]?.string else { continue }
                let subject = try #require(example["subject"]?.string)
                #expect(topic == "messages" ? key.hasPrefix(subject) : key == subject)
            }
        }
    }

    @Test(
        "What the contract requires is required",
        arguments: [
            ("whatsapp.session.qr", ["qr"]), ("whatsapp.message.received", ["messageId", "chat", "timestamp"]),
            ("whatsapp.message.sent", ["messageId", "chat", "timestamp"]),
            ("whatsapp.message.undecryptable", ["messageId", "chat", "timestamp"]),
            ("whatsapp.message.status", ["messageIds", "status"]),
            ("whatsapp.message.edited", ["messageId", "editId", "text"]),
            ("whatsapp.message.revoked", ["messageId"]),
            ("whatsapp.message.reaction", ["messageId", "sender", "emoji"]),
            ("whatsapp.contact.updated", ["contact"]), ("whatsapp.chat.updated", ["chat"]),
            ("whatsapp.group.updated", ["chat"]),
            ("whatsapp.health.pipeline", ["verdict", "since", "observedAt", "reasons"]),
            ("whatsapp.health.consumer", ["lagRecords", "lagSeconds", "nextOffset", "endOffset", "state"]),
            ("whatsapp.command.reconnect", ["reason", "cause", "attempt", "expiresAt"]),
        ])
    func required(_ type: String, _ fields: [String]) {
        for field in fields {
            #expect(!Self.violations(of: Self.event(type) { $0[field] = nil }, by: "\(type).json").isEmpty)
            let null = Self.violations(of: Self.event(type) { $0[field] = true }, by: "\(type).json")
            #expect(!null.isEmpty, "\(field) of another type")
        }
        var event = Self.object(Self.documents["\(type).json"]?["examples"]?[0])
        event["data"] = nil
        #expect(Self.violations(of: Self.value(event), by: "\(type).json") == [": required"])
    }

    @Test(
        "A type that requires nothing of its data may come without",
        arguments: [
            "whatsapp.session.created", "whatsapp.session.connected", "whatsapp.session.heartbeat",
            "whatsapp.message.deleted",
            "whatsapp.poll.vote", "whatsapp.call.received", "whatsapp.group.participants", "whatsapp.canary",
        ])
    func withoutData(_ type: String) {
        var event = Self.object(Self.documents["\(type).json"]?["examples"]?[0])
        event["data"] = nil
        #expect(Self.violations(of: Self.value(event), by: "\(type).json") == [])
    }

    @Test(
        "A bad value of an optional field is a violation, though no message is lost over it",
        arguments: [
            ("whatsapp.session.connected", "phoneNumber", "+55 11", "/data/phoneNumber: pattern"),
            ("whatsapp.session.connected", "session", 3, "/data/session: type"),
            ("whatsapp.session.banned", "until", "tomorrow", "/data/until: format"),
            ("whatsapp.session.starting", "attempt", -1, "/data/attempt: minimum"),
            ("whatsapp.session.limited", "reason", .null, "/data/reason: type"),
            ("whatsapp.message.received", "sender", "", "/data/sender: minLength"),
            ("whatsapp.message.received", "fromMe", "yes", "/data/fromMe: type"),
            ("whatsapp.message.received", "timestamp", "2026-11-23T10:00:60Z", "/data/timestamp: format"),
            ("whatsapp.message.received", "media", ["size": -1], "/data/media/size: minimum"),
            ("whatsapp.message.received", "media", ["size": 9_007_199_254_740_994], "/data/media/size: maximum"),
            ("whatsapp.message.received", "aliases", ["lid": "1@lid"], "/data/aliases: required"),
            ("whatsapp.message.received", "status", "seen", "/data/status: enum"),
            ("whatsapp.message.status", "messageIds", [], "/data/messageIds: minItems"),
            ("whatsapp.message.status", "messageIds", ["a", 2], "/data/messageIds/1: type"),
            ("whatsapp.message.status", "error", ["code": 1.5], "/data/error/code: type"),
            ("whatsapp.health.session", "verdict", "red", "/data/verdict: enum"),
            ("whatsapp.health.session", "reasons", [["text": "x"]], "/data/reasons/0: required"),
            ("whatsapp.command.reconnect", "attempt", 0, "/data/attempt: minimum"),
            ("whatsapp.command.reconnect", "cause", ["id": "x"], "/data/cause: required"),
        ] as [(String, String, JSONValue, String)])
    func badValue(_ type: String, _ field: String, _ bad: JSONValue, _ violation: String) {
        let event = Self.event(type) { $0[field] = bad }
        #expect(Self.violations(of: event, by: "\(type).json").contains(violation))
    }

    @Test(
        "Unknown facts and what the contract leaves open are no violation",
        arguments: [
            ("whatsapp.message.received", "futureField", ["a": 1]), ("whatsapp.message.received", "text", ""),
            ("whatsapp.message.received", "kind", "interactive"), ("whatsapp.message.reaction", "emoji", ""),
            ("whatsapp.session.connected", "session", ["a": 1]),
            ("whatsapp.session.disconnected", "code", "stream:error"),
            ("whatsapp.message.status", "error", ["code": "470"]), ("whatsapp.health.consumer", "lagRecords", .null),
        ] as [(String, String, JSONValue)])
    func open(_ type: String, _ field: String, _ value: JSONValue) {
        #expect(Self.violations(of: Self.event(type) { $0[field] = value }, by: "\(type).json") == [])
    }

    @Test(
        "The envelope's rules",
        arguments: [
            ("specversion", "0.3", "/specversion: const"), ("id", "", "/id: minLength"), ("id", 7, "/id: type"),
            ("source", .null, "/source: type"), ("type", "com.example", "/type: pattern"),
            ("subject", "", "/subject: minLength"),
            ("subject", "a\u{1}b", "/subject: pattern"), ("subject", "a\u{7F}", "/subject: pattern"),
            ("time", "2026-11-23 10:00:00Z", "/time: format"),
            ("sessionepoch", 2_147_483_648, "/sessionepoch: maximum"),
            ("sessionepoch", -1, "/sessionepoch: minimum"), ("sessionepoch", 1.5, "/sessionepoch: type"),
            ("sequence", 42, "/sequence: type"), ("sequence", "x", "/sequence: pattern"),
            ("sequence", "123456789012345678901", "/sequence: pattern"), ("data", [1], "/data: type"),
        ] as [(String, JSONValue, String)])
    func envelopeRules(_ attribute: String, _ bad: JSONValue, _ violation: String) {
        var event = Self.object(Self.documents["envelope.json"]?["examples"]?[0])
        event[attribute] = bad
        #expect(Self.violations(of: Self.value(event), by: "envelope.json").contains(violation))
    }
}
