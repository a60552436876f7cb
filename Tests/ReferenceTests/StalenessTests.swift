import JSON
import Testing

@testable import Reference

@Suite("What is stale changes nothing: contract §2, rules 1 and 2")
struct StalenessTests {
    func detail(_ records: LogRecord...) -> String? {
        fold(records).row(.instances, "loja")?["detail"]
    }

    @Test("A lower epoch is stale, an equal or a higher one applies")
    func epochs() {
        #expect(detail(event("session.connected", epoch: 2), event("session.failed", epoch: 1)) == "connected")
        #expect(detail(event("session.connected", epoch: 2), event("session.failed")) == "connected")
        #expect(detail(event("session.connected", epoch: 2), event("session.failed", epoch: 2)) == "failed")
        #expect(detail(event("session.connected", epoch: 2), event("session.failed", epoch: 3)) == "failed")
        let row = fold(event("session.connected", epoch: 2), event("session.failed", epoch: 3)).row(.instances, "loja")
        #expect(row?["session_epoch"] == "3")
    }

    @Test("In one epoch a sequence that isn't higher is stale; none at all applies")
    func sequences() {
        let connected = event("session.connected", epoch: 2, sequence: "00000000000000000005")
        #expect(detail(connected, event("session.failed", epoch: 2, sequence: "5")) == "connected")
        #expect(detail(connected, event("session.failed", epoch: 2, sequence: "4")) == "connected")
        #expect(detail(connected, event("session.failed", epoch: 2, sequence: "6")) == "failed")
        #expect(detail(connected, event("session.failed", epoch: 2)) == "failed")
        #expect(detail(connected, event("session.failed", epoch: 3, sequence: "1")) == "failed")
        #expect(
            detail(event("session.connected", epoch: 2), event("session.failed", epoch: 2, sequence: "0")) == "failed")
    }

    @Test("The highest applied counts, not the last; one without a sequence leaves it")
    func highestSequence() {
        let history = [
            event("session.created", sequence: "5"), event("session.starting"),
            event("session.connected", sequence: "5"),
            event("session.passkey", sequence: "7"), event("session.failed", sequence: "6"),
        ]
        #expect(fold(history).row(.instances, "loja")?["detail"] == "passkey")
        #expect(fold(history).row(.instanceEvents, "1", "0", "2")?["status"] == "connecting")
    }

    @Test("A new epoch forgets the old one's sequence; a stale event's is never remembered")
    func sequenceOfEpoch() {
        #expect(
            detail(
                event("session.created", epoch: 1, sequence: "100"), event("session.starting", epoch: 2),
                event("session.connected", epoch: 2, sequence: "1")) == "connected")
        #expect(
            detail(
                event("session.created", epoch: 2, sequence: "1"), event("session.starting", epoch: 1, sequence: "50"),
                event("session.connected", epoch: 2, sequence: "2")) == "connected")
    }

    @Test(
        "A sequence that is none counts as absent",
        arguments: ["", "x", "-1", "+6", "18446744073709551616", "000000000000000000001"])
    func badSequence(text: String) {
        let connected = event("session.connected", sequence: "18446744073709551615")
        #expect(detail(connected, event("session.failed", sequence: text)) == "failed")
        #expect(detail(connected, event("session.failed", sequence: "18446744073709551615")) == "connected")
        #expect(detail(connected, event("session.failed", replacing: ["sequence": 5])) == "failed")
    }

    @Test("After deleted, in its epoch, only created applies")
    func afterDeleted() {
        let deleted = event("session.deleted", epoch: 2)
        #expect(detail(deleted, event("session.connected", epoch: 2)) == "deleted")
        #expect(detail(deleted, event("session.deleted", at: 5, epoch: 2)) == "deleted")
        #expect(
            fold(deleted, event("session.deleted", at: 5, epoch: 2)).row(.instances, "loja")?["updated_at"] == shown(0))
        #expect(detail(deleted, event("session.created", epoch: 2)) == "created")
        #expect(detail(deleted, event("session.created", epoch: 1)) == "deleted")
        #expect(detail(deleted, event("session.connected", epoch: 3)) == "connected")
        #expect(detail(deleted, event("session.degraded", epoch: 3), event("session.starting", epoch: 3)) == "starting")
        #expect(
            detail(deleted, event("session.created", epoch: 2), event("session.connected", epoch: 2)) == "connected")
    }

    @Test("created after deleted must still have a higher sequence")
    func createdAfterDeleted() {
        let deleted = event("session.deleted", sequence: "9")
        #expect(detail(deleted, event("session.created", sequence: "9")) == "deleted")
        #expect(detail(deleted, event("session.created", sequence: "10")) == "created")
        #expect(detail(deleted, event("session.created")) == "created")
    }

    @Test("The row of a deleted instance stays, as disconnected and deleted, and keeps created_at when it comes back")
    func deletedStays() {
        let reference = fold(
            event("session.connected", at: 1, data: ["phoneNumber": "5511"]),
            event("session.deleted", at: 2, data: ["reason": "gone"]))
        #expect(
            reference.row(.instances, "loja") == [
                "status": "disconnected", "detail": "deleted", "reason": "gone", "session_epoch": "0",
                "created_at": shown(1),
                "updated_at": shown(2), "last_seen_at": shown(2),
            ])
        let back = fold(
            event("session.connected", at: 1), event("session.deleted", at: 2), event("session.created", at: 3))
        #expect(back.row(.instances, "loja")?["created_at"] == shown(1))
    }

    @Test("An operator's event is never stale: its own epoch and sequence are not read")
    func operators() {
        let reference = fold(
            event("session.connected", epoch: 7, sequence: "5"),
            event("session.stopped", at: 2, by: "/operators/ana", epoch: 1, sequence: "1"))
        #expect(reference.row(.instances, "loja")?["detail"] == "stopped")
        #expect(reference.row(.instances, "loja")?["session_epoch"] == "7")
        #expect(reference.row(.instanceEvents, "1", "0", "1")?["session_epoch"] == "7")
        let deleted = event("session.deleted", epoch: 7)
        #expect(detail(deleted, event("session.connected", by: "/operators/ana")) == "connected")
        #expect(detail(deleted, event("session.connected", by: "/operators")) == "deleted")
    }

    @Test("An operator's higher epoch or sequence raises nothing")
    func operatorRaisesNothing() {
        #expect(
            detail(
                event("session.created", epoch: 7, sequence: "5"),
                event("session.stopped", by: "/operators/ana", epoch: 99, sequence: "99"),
                event("session.connected", epoch: 7, sequence: "6")) == "connected")
        #expect(
            detail(
                event("session.created", epoch: 7, sequence: "5"), event("session.stopped", by: "/operators/ana"),
                event("session.connected", epoch: 7, sequence: "5")) == "stopped")
    }

    @Test("An operator who is first makes the row at epoch 0, and his deletion holds for it")
    func operatorFirst() {
        let deleted = event("session.deleted", by: "/operators/ana", epoch: 9)
        #expect(fold(deleted).row(.instances, "loja")?["session_epoch"] == "0")
        #expect(detail(deleted, event("session.connected")) == "deleted")
        #expect(detail(deleted, event("session.connected", epoch: 1)) == "connected")
    }
}
