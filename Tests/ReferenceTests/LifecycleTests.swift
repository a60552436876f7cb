import JSON
import Testing

@testable import Reference

@Suite("The row of an instance is the fold of its lifecycle in log order: contract §2")
struct LifecycleTests {
    @Test(
        "Each type has its status and its word",
        arguments: [
            ("created", "connecting"), ("starting", "connecting"), ("pairing_code", "connecting"),
            ("passkey", "connecting"),
            ("authenticated", "connecting"), ("connected", "connected"), ("disconnected", "disconnected"),
            ("replaced", "disconnected"), ("logged_out", "disconnected"), ("banned", "disconnected"),
            ("outdated", "disconnected"),
            ("failed", "disconnected"), ("stopped", "disconnected"), ("deleted", "disconnected"),
        ])
    func words(word: String, status: String) {
        #expect(
            fold(event("session.\(word)", at: 1)).row(.instances, "loja") == [
                "status": status, "detail": word, "session_epoch": "0", "created_at": shown(1), "updated_at": shown(1),
                "last_seen_at": shown(1),
            ])
    }

    @Test("qr needs its qr, which may be empty, and shows it")
    func qr() {
        #expect(
            fold(event("session.qr", data: ["qr": "2@x"])).row(.instances, "loja") == [
                "status": "connecting", "detail": "qr", "qr_code": "2@x", "session_epoch": "0", "created_at": shown(0),
                "updated_at": shown(0), "last_seen_at": shown(0),
            ])
        #expect(fold(event("session.qr", data: ["qr": ""])).row(.instances, "loja")?["qr_code"] == "")
        for data in [nil, [:], ["qr": .null], ["qr": 7]] as [JSONValue?] {
            #expect(fold(event("session.qr", data: data)).letter == "invalid-event qr")
        }
    }

    @Test("qr_code is NULL after every applied event but qr, degraded, limited, history_sync")
    func qrLeaves() {
        let qr = event("session.qr", data: ["qr": "2@x"])
        for word in ["degraded", "limited", "history_sync"] {
            #expect(fold(qr, event("session.\(word)")).row(.instances, "loja")?["qr_code"] == "2@x")
        }
        for word in ["created", "passkey", "authenticated", "connected", "stopped", "deleted"] {
            #expect(fold(qr, event("session.\(word)")).row(.instances, "loja")?["qr_code"] == nil)
        }
        #expect(fold(qr, event("session.qr", data: ["qr": "3@y"])).row(.instances, "loja")?["qr_code"] == "3@y")
        #expect(
            fold(event("session.qr", epoch: 2, data: ["qr": "2@x"]), event("session.connected", epoch: 1))
                .row(.instances, "loja")?["qr_code"] == "2@x")
    }

    @Test("phone_number is connected's, digits, kept until deleted")
    func phoneNumber() {
        func phone(_ records: LogRecord...) -> String? { fold(records).row(.instances, "loja")?["phone_number"] }
        let connected = event("session.connected", data: ["phoneNumber": "5511999"])
        #expect(phone(connected) == "5511999")
        #expect(phone(connected, event("session.connected")) == "5511999")
        #expect(phone(connected, event("session.logged_out")) == "5511999")
        #expect(phone(connected, event("session.deleted")) == nil)
        #expect(phone(event("session.authenticated", data: ["phoneNumber": "5511999"])) == nil)
        for wrong in ["", "+5511", "5511 99", 5511, .null, "٥"] as [JSONValue] {
            #expect(phone(connected, event("session.connected", data: ["phoneNumber": wrong])) == "5511999")
        }
    }

    @Test("degraded, limited and history_sync leave the status; detail and reason are theirs only while connected")
    func unchanged() {
        for word in ["degraded", "limited", "history_sync"] {
            let sign = event("session.\(word)", at: 2, data: ["reason": "slow"])
            #expect(
                fold(event("session.connected", at: 1), sign).row(.instances, "loja") == [
                    "status": "connected", "detail": word, "reason": "slow", "session_epoch": "0",
                    "created_at": shown(1),
                    "updated_at": shown(2), "last_seen_at": shown(2),
                ])
            #expect(
                fold(event("session.failed", at: 1, data: ["reason": "crash"]), sign).row(.instances, "loja") == [
                    "status": "disconnected", "detail": "failed", "reason": "crash", "session_epoch": "0",
                    "created_at": shown(1),
                    "updated_at": shown(2), "last_seen_at": shown(2),
                ])
            let quiet = event("session.\(word)", at: 3)
            #expect(fold(event("session.connected"), sign, quiet).row(.instances, "loja")?["reason"] == nil)
        }
    }

    @Test("Where one of them makes the row, it is disconnected with no detail")
    func firstIsUnchanged() {
        let reference = fold(event("session.degraded", at: 4, epoch: 9, data: ["reason": "slow"]))
        #expect(
            reference.row(.instances, "loja") == [
                "status": "disconnected", "session_epoch": "9", "created_at": shown(4), "updated_at": shown(4),
                "last_seen_at": shown(4),
            ])
        #expect(
            reference.row(.instanceEvents, "1", "0", "0") == [
                "instance_name": "loja", "type": "whatsapp.session.degraded", "status": "disconnected",
                "detail": "degraded",
                "reason": "slow", "session_epoch": "9", "event_time": shown(4),
            ])
    }

    @Test("reason is NULL where the table has none")
    func reason() {
        let data: JSONValue = ["reason": "why", "qr": "x"]
        for word in ["created", "starting", "pairing_code", "passkey", "qr", "authenticated", "connected"] {
            let reference = fold(event("session.failed", data: data), event("session.\(word)", data: data))
            #expect(reference.row(.instances, "loja")?["reason"] == nil)
            #expect(reference.row(.instanceEvents, "1", "0", "1")?["reason"] == nil)
        }
        for word in ["disconnected", "replaced", "logged_out", "banned", "outdated", "failed", "stopped", "deleted"] {
            #expect(fold(event("session.\(word)", data: data)).row(.instances, "loja")?["reason"] == "why")
            #expect(fold(event("session.\(word)", data: ["reason": 7])).row(.instances, "loja")?["reason"] == nil)
        }
    }

    @Test("updated_at is the event's time, also where it goes back")
    func updatedAt() {
        let row = fold(event("session.created", at: 9), event("session.starting", at: 3)).row(.instances, "loja")
        #expect(row?["updated_at"] == shown(3))
        #expect(row?["created_at"] == shown(9))
        #expect(row?["last_seen_at"] == shown(9))
    }

    @Test("last_seen_at is the greatest time of events and heartbeats, stale or not, before or after the row was made")
    func lastSeen() {
        func seen(_ records: LogRecord...) -> String? { fold(records).row(.instances, "loja")?["last_seen_at"] }
        #expect(seen(event("session.created", at: 1), event("session.heartbeat", at: 5)) == shown(5))
        #expect(seen(event("session.heartbeat", at: 5), event("session.created", at: 1)) == shown(5))
        #expect(seen(event("session.created", at: 7), event("session.heartbeat", at: 5)) == shown(7))
        #expect(seen(event("session.created", at: 1, epoch: 4), event("session.failed", at: 8, epoch: 3)) == shown(8))
        #expect(
            seen(event("session.created", at: 1, epoch: 4), event("session.heartbeat", at: 8, epoch: 3)) == shown(8))
        #expect(seen(event("session.created", at: 1), event("session.heartbeat", at: 8, of: "other")) == shown(1))
        #expect(seen(event("session.created", at: 1), event("session.sneezed", at: 8)) == shown(1))
    }

    @Test("A heartbeat makes no row and stands in no history")
    func heartbeat() {
        let reference = fold(event("session.heartbeat"))
        #expect(reference.table(.instances).rows.isEmpty)
        #expect(reference.table(.instanceEvents).rows.isEmpty)
        #expect(reference.table(.archive).rows.isEmpty)
    }

    @Test("Every record of the lifecycle stands in the history, with the instance's status after it")
    func history() {
        let reference = fold(
            event("session.connected", at: 1, epoch: 5),
            event("session.failed", at: 2, epoch: 4, data: ["reason": "old"]),
            event("session.degraded", at: 3, epoch: 5))
        #expect(
            reference.row(.instanceEvents, "1", "0", "1") == [
                "instance_name": "loja", "type": "whatsapp.session.failed", "status": "connected", "detail": "failed",
                "reason": "old", "session_epoch": "4", "event_time": shown(2),
            ])
        #expect(reference.row(.instanceEvents, "1", "0", "2")?["status"] == "connected")
        #expect(reference.table(.instanceEvents).rows.count == 3)
    }

    @Test("Names that differ in bytes are different instances")
    func names() {
        let reference = fold(event("session.created", of: "caf\u{E9}"), event("session.connected", of: "cafe\u{301}"))
        #expect(reference.row(.instances, "caf\u{E9}")?["status"] == "connecting")
        #expect(reference.row(.instances, "cafe\u{301}")?["status"] == "connected")
    }
}
