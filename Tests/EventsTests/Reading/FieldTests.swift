import Bytes
import Testing

@testable import Events

@Suite("Every field of every type's data")
struct FieldTests {
    let desk = Desk()

    private func read(_ item: FieldCase, _ json: String?) -> Reading {
        desk.arena.reset()
        let data = Sample.object(Sample.required[item.type] ?? [], [(item.field, json)])
        return desk.read(item.type, data: data)
    }

    @Test("What is good is read", arguments: FieldCase.all)
    func good(_ item: FieldCase) {
        for (json, seen) in item.good {
            let reading = read(item, json)
            guard let event = reading.event else {
                Issue.record("\(json.prefix(80)): \(reading.verdict)")
                continue
            }
            #expect(item.seen(event.data) == seen, "\(json.prefix(80))")
        }
        #expect(desk.reader.invalidFields == 0)
    }

    @Test(
        "What is bad makes poison of a record where it is required, and counts as absent elsewhere",
        arguments: FieldCase.all)
    func bad(_ item: FieldCase) {
        for json in item.bad {
            let before = desk.reader.invalidFields
            let reading = read(item, json)
            if item.isRequired {
                #expect(reading.verdict == "invalid-event \(item.field)", "\(json.prefix(80))")
                #expect(desk.reader.invalidFields == before)
            } else {
                #expect(reading.event.map { item.seen($0.data) } == .some(item.fallback), "\(json.prefix(80))")
                #expect(desk.reader.invalidFields == before + 1, "\(json.prefix(80))")
            }
        }
    }

    @Test(
        "What is absent makes poison of a record where it is required, and isn't counted elsewhere",
        arguments: FieldCase.all)
    func absent(_ item: FieldCase) {
        let reading = read(item, nil)
        if item.isRequired {
            #expect(reading.verdict == "invalid-event \(item.field)")
        } else {
            #expect(reading.event.map { item.seen($0.data) } == .some(item.fallback))
        }
        #expect(desk.reader.invalidFields == 0)
    }

    @Test("A detail names the field and its rule, and never the value", arguments: FieldCase.all.filter(\.isRequired))
    func detail(_ item: FieldCase) {
        let detail = read(item, "[[\"a secret\"]]").poison?.detail ?? ""
        #expect(detail.hasPrefix("`\(item.field)` "))
        #expect(detail.contains("it must be"))
        #expect(!detail.contains("secret"))
    }

    @Test("No data, and data of another type, is an empty object", arguments: [nil, "null", "[]", "1", "\"x\""])
    func noData(_ data: String?) {
        for (type, members) in Sample.required {
            let reading = desk.read(Sample.event([("type", "\"whatsapp.\(type)\""), ("data", data)]))
            #expect((reading.event == nil) == !members.isEmpty, "\(type): \(reading.verdict)")
            if let first = members.first { #expect(reading.verdict == "invalid-event \(first.0)") }
        }
    }

    @Test(
        "Only what is listed for a type is read",
        arguments: [
            ("session.created", "qr"), ("session.starting", "reason"), ("session.authenticated", "phoneNumber"),
            ("session.connected", "reason"), ("session.failed", "session"), ("session.deleted", "phoneNumber"),
            ("session.heartbeat", "reason"), ("message.deleted", "messageId"), ("poll.vote", "messageId"),
            ("group.participants", "chat"), ("call.received", "timestamp"), ("message.revoked", "sender"),
            ("message.edited", "aliases"), ("chat.updated", "aliases"), ("canary", "text"),
            ("health.session", "verdict"),
            ("command.reconnect", "cause"), ("message.received", "messageIds"),
        ])
    func unlisted(_ type: String, field: String) {
        for json in ["null", "{}", "\"\\q\"", "[1 2]"] {
            let data = Sample.object(Sample.required[type] ?? [], [(field, json)])
            #expect(desk.read(type, data: data).verdict == "event", "\(json)")
        }
        #expect(desk.reader.invalidFields == 0)
    }

    @Test("Types without rows have no data, and lifecycle types always some")
    func kinds() {
        for type in EventType.allCases {
            let name = String("\(type.name)".dropFirst("whatsapp.".count))
            let data = desk.read(name, data: Sample.object(Sample.required[name] ?? [])).event?.data
            switch type.family {
            case .lifecycle: #expect(data?.lifecycle != nil)
            case .message where Sample.required[name] != nil: #expect(data?.isNone == false)
            default: #expect(data?.isNone == true)
            }
        }
    }

    @Test("A received message of kind undecryptable is one, and has no text")
    func undecryptable() {
        let members = Sample.required["message.received"] ?? []
        let data = Sample.object(members, [("kind", "\"undecryptable\""), ("text", "\"x\"")])
        #expect(desk.read("message.received", data: data).event?.data.body?.isUndecryptable == true)
        #expect(desk.read("message.received", data: data).event?.data.body?.text == nil)
        let real = Sample.object(members, [("kind", "\"undecryptabl\\u0065 \""), ("text", "\"x\"")])
        #expect(desk.read("message.received", data: real).event?.data.body?.isUndecryptable == false)
    }
}
