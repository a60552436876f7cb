import JSON
import Pipeline
import Testing

@testable import Operations

@Suite("Binary events, and what is half the one mode and half the other")
struct ContractModeTests {
    let desk: ContractDesk
    static let data = ContractSample.object(ContractSample.data)

    init() throws { desk = try ContractDesk() }

    func faults(_ value: String?, _ headers: [(String, String?)]) -> [String] {
        ContractDesk.words(desk.check(ContractDesk.record(value, key: "loja/55119@s.whatsapp.net", headers: headers)))
    }

    @Test(
        "An attribute in a header",
        arguments: [
            (["ce_id": nil], ["poison missing id"]), (["ce_subject": "a\nb"], ["poison out-of-range subject"]),
            (["ce_type": "com.x"], ["poison out-of-range type"]), (["ce_time": "noon"], ["violation bad-time time"]),
            (["ce_specversion": "0.3"], ["poison out-of-range specversion"]),
            (["ce_sessionepoch": "x"], ["violation wrong-type sessionepoch"]),
            (["ce_sessionepoch": "2147483648"], ["violation out-of-range sessionepoch"]),
            (["ce_sequence": "-1"], ["violation out-of-range sequence"]), (["ce_sessionepoch": "0003"], []),
            (["ce_traceparent": "00-1-2-03"], []), (["ce_never": "seen"], []), (["content-type": nil], []),
        ] as [([String: String?], [String])])
    func attribute(_ changes: [String: String?], _ told: [String]) {
        #expect(faults(Self.data, ContractSample.headers(changes)) == told)
    }

    @Test("Data of a binary event is held against the same schema")
    func data() {
        let bad = ContractSample.object(ContractSample.data, ["chat": nil, "text": "1"])
        #expect(
            Set(faults(bad, ContractSample.headers())) == [
                "poison missing data.chat", "violation wrong-type data.text",
            ])
        #expect(faults("[1]", ContractSample.headers()) == ["poison wrong-type data"])
        #expect(faults("no json", ContractSample.headers()) == ["poison invalid-json"])
        #expect(faults(nil, ContractSample.headers()) == ["poison missing data"])
        #expect(faults("", ContractSample.headers()) == ["poison invalid-json"])
    }

    @Test("A header that counts as absent is told beside what is missing then")
    func badHeader() {
        #expect(
            faults(Self.data, ContractSample.headers(["ce_id": nil]) + [("ce_id", nil)])
                == ["violation bad-header ce_id", "poison missing id"])
        let bytes = StoredRecord.Header(name: Array("ce_subject".utf8), value: [0xFF])
        var record = ContractDesk.record(Self.data, key: "loja/x", headers: ContractSample.headers(["ce_subject": nil]))
        record.headers.append(bytes)
        #expect(
            ContractDesk.words(desk.check(record)) == ["violation bad-header ce_subject", "poison missing subject"])
    }

    @Test("Of two headers of one name the first counts; a name of a producer's own isn't shown")
    func twice() {
        #expect(faults(Self.data, ContractSample.headers() + [("ce_id", "2")]) == ["violation duplicate-name ce_id"])
        let own: [(String, String?)] = [("ce_own", "1"), ("ce_own", "2")]
        #expect(faults(Self.data, ContractSample.headers() + own) == ["violation duplicate-name ce_*"])
    }

    @Test("A structured value counts, whatever stands in headers")
    func both() {
        #expect(
            faults(ContractSample.event(), ContractSample.headers(["ce_id": nil])) == ["note wrong-mode ce_specversion"]
        )
        #expect(faults(ContractSample.event(), [("content-type", "text/plain")]) == [])
        #expect(faults(ContractSample.event(), [("content-type", "application/cloudevents+json; charset=UTF-8")]) == [])
    }

    @Test("A value that a header calls the event, and that isn't one")
    func contentType() {
        let told = faults("{}", [("content-type", "application/cloudevents+json")])
        #expect(told == ["violation wrong-mode content-type", "poison not-an-event"])
        #expect(faults("[{}]", [("content-type", "application/cloudevents-batch+json")]) == told)
    }

    @Test(
        "Headers as they are on other transports",
        arguments: ["ce-specversion", "Ce-Specversion", "cloudEvents:specversion", "CE_specversion"])
    func transport(_ name: String) {
        #expect(faults(Self.data, [(name, "1.0")]) == ["violation wrong-mode ce_specversion", "poison not-an-event"])
    }

    @Test("Attributes without specversion")
    func noVersion() {
        #expect(faults(Self.data, ContractSample.headers(["ce_specversion": nil])) == ["poison missing specversion"])
        let verdict = desk.check(ContractDesk.record(nil, key: "loja/x", headers: [("ce_type", "whatsapp.canary")]))
        #expect(verdict.mode == nil && !verdict.isTombstone && verdict.isPoison)
        #expect(ContractDesk.words(verdict).contains("poison missing specversion"))
    }

    @Test("Data as base64 is not read")
    func base64() {
        let event = ContractSample.event(["data": nil, "data_base64": "\"e30=\""])
        #expect(
            faults(event, []) == ["violation wrong-mode data_base64", "poison missing data"])
    }
}
