import Events
import Gateways
import JSON
import Testing

@Suite("Every state of a session has its event")
struct LifecycleTests {
    @Test(
        "WhatsApp Web's states",
        arguments: [
            ("CONNECTED", "session.connected"),
            ("PAIRING", "session.starting"),
            ("OPENING", "session.degraded"),
            ("TIMEOUT", "session.degraded"),
            ("UNPAIRED", "session.logged_out"),
            ("UNPAIRED_IDLE", "session.logged_out"),
            ("CONFLICT", "session.replaced"),
            ("TOS_BLOCK", "session.banned"),
            ("SMB_TOS_BLOCK", "session.banned"),
            ("DEPRECATED_VERSION", "session.outdated"),
            ("PROXYBLOCK", "session.disconnected"),
            ("UNLAUNCHED", "session.disconnected"),
            ("NEWER", "! bad-field state"),
        ])
    func webStates(state: String, outcome: String) {
        let hints = MappingHints(instance: "loja", event: "change_state")
        #expect(Gateway.whatsappWebJS.map(.string(state), hints: hints).outline == [outcome])
        #expect(Gateway.whatsappWebJS.map(["state": .string(state)], hints: hints).outline == [outcome])
        let waha: JSONValue = ["event": "state.change", "session": "loja", "payload": ["state": .string(state)]]
        #expect(Gateway.waha.map(waha).outline == [outcome])
    }

    @Test(
        "The library's reasons to be disconnected",
        arguments: [
            ("LOGOUT", "session.logged_out"),
            ("NAVIGATION", "session.disconnected"),
            ("Max qrcode retries reached", "session.failed"),
            ("CONFLICT", "session.replaced"),
            ("anything else", "session.disconnected"),
        ])
    func webReasons(reason: String, outcome: String) {
        let hints = MappingHints(instance: "loja", event: "disconnected")
        for payload in [.string(reason), [.string(reason)], ["reason": .string(reason)]] as [JSONValue] {
            let mapping = Gateway.whatsappWebJS.map(payload, hints: hints)
            #expect(mapping.outline == [outcome])
            #expect(mapping.events.first?.data["reason"]?.string == reason)
        }
        #expect(Gateway.whatsappWebJS.map(.null, hints: hints).outline == ["session.disconnected"])
    }

    @Test(
        "Baileys' codes, in a closed connection and in an instance's status",
        arguments: [
            (401, "session.logged_out"),
            (402, "session.banned"),
            (403, "session.banned"),
            (405, "session.outdated"),
            (406, "session.banned"),
            (408, "session.disconnected"),
            (411, "session.failed"),
            (428, "session.disconnected"),
            (440, "session.replaced"),
            (500, "session.failed"),
            (503, "session.disconnected"),
            (515, "session.disconnected"),
            (599, "session.disconnected"),
            (200, "session.disconnected"),
        ] as [(Int64, String)])
    func codes(code: Int64, outcome: String) throws {
        let closed = Gateway.evolutionAPI.map([
            "event": "connection.update", "instance": "loja",
            "data": ["state": "close", "statusReason": .integer(code)],
        ])
        #expect(closed.outline == [outcome])
        let event = try #require(closed.events.first)
        #expect(event.data["code"]?.int64 == (code == 200 ? nil : code))
        #expect((event.data["reason"] == nil) == (code == 200))
        let status = Gateway.evolutionAPI.map([
            "event": "status.instance", "instance": "loja",
            "data": ["status": "closed", "disconnectionReasonCode": .integer(code)],
        ])
        #expect(status.outline == [outcome])
    }

    @Test("A state that Evolution doesn't have is a problem, and so is none")
    func evolutionStates() {
        func outline(_ data: JSONValue) -> [String] {
            Gateway.evolutionAPI.map(["event": "connection.update", "instance": "loja", "data": data]).outline
        }
        #expect(outline(["state": "dreaming"]) == ["! bad-field data.state"])
        #expect(outline([:]) == ["! missing-field data.state"])
        #expect(outline(["state": "close"]) == ["session.disconnected"])
    }

    @Test("The account's number is told where it is a number")
    func account() {
        func number(_ wuid: JSONValue) -> JSONValue? {
            let data: JSONValue = ["state": "open", "wuid": wuid]
            return Gateway.evolutionAPI.map(["event": "connection.update", "instance": "loja", "data": data]).events
                .first?.data["phoneNumber"]
        }
        #expect(number("5511900000001:12@s.whatsapp.net") == "5511900000001")
        #expect(number("190318233001122@lid") == nil)
        #expect(number(.null) == nil)
    }

    @Test(
        "What carries nothing for us is ignored, which is no problem",
        arguments: [
            (.evolutionAPI, "presence.update"),
            (.evolutionAPI, "labels.edit"),
            (.evolutionAPI, "labels.association"),
            (.evolutionAPI, "typebot.start"),
            (.evolutionAPI, "typebot.change-status"),
            (.evolutionAPI, "application.startup"),
            (.evolutionAPI, "creds.update"),
            (.evolutionAPI, "chats.delete"),
            (.waha, "presence.update"),
            (.waha, "engine.event"),
            (.waha, "label.upsert"),
            (.waha, "label.chat.deleted"),
            (.waha, "event.response"),
            (.waha, "group.join"),
            (.whatsappWebJS, "remote_session_saved"),
            (.whatsappWebJS, "media_uploaded"),
            (.whatsappWebJS, "unread_count"),
            (.whatsappWebJS, "change_battery"),
            (.whatsappWebJS, "chat_removed"),
        ] as [(Gateway, String)])
    func ignored(gateway: Gateway, event: String) {
        #expect(gateway.map([:], hints: MappingHints(instance: "loja", event: event)).outline == ["ignored"])
    }

    @Test("A ready that comes again after a reload is the same fact again")
    func repeated() {
        let hints = MappingHints(instance: "loja", event: "ready")
        let first = Gateway.whatsappWebJS.map(.null, hints: hints)
        #expect(first == Gateway.whatsappWebJS.map(.null, hints: hints))
        #expect(first.events.first?.time == nil)
    }
}
