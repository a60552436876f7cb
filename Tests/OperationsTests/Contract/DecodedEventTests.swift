import JSON
import Pipeline
import Testing

@testable import Operations

@Suite("A record is read as an event in either mode")
struct DecodedEventTests {
    static func decoded(_ value: String?, _ headers: [(String, String?)] = []) -> DecodedEvent {
        let record = ContractDesk.record(value, headers: headers)
        return DecodedEvent(value: record.value, headers: record.headers)
    }

    static let binary: [(String, String?)] = [("ce_specversion", "1.0"), ("ce_type", "t"), ("ce_id", "1")]

    @Test(
        "The mode",
        arguments: [
            (#"{"specversion":"1.0"}"#, [], .structured), (#"{"specversion":null}"#, binary, .structured),
            ("{}", binary, .binary), ("[]", binary, .binary), ("no json", binary, .binary), (nil, binary, .binary),
            ("", binary, .binary), ("{}", [], nil), (#"["specversion"]"#, [], nil), ("no json", [], nil),
            ("{}", [("ce_type", "t")], nil), (nil, [("ce_type", "t")], nil), (nil, [("ce_specversion", "1.0")], nil),
            ("{}", [("ce_specversion", nil), ("ce_specversion", "1.0")], nil), ("{}", [("CE_specversion", "1.0")], nil),
        ] as [(String?, [(String, String?)], DecodedEvent.Mode?)])
    func mode(_ value: String?, _ headers: [(String, String?)], _ mode: DecodedEvent.Mode?) {
        let event = Self.decoded(value, headers)
        #expect(event.mode == mode)
        #expect((event.event == nil) == (mode == nil))
    }

    @Test("Only a record without value and type is a tombstone")
    func tombstone() {
        #expect(Self.decoded(nil).isTombstone)
        #expect(Self.decoded(nil, [("ce_specversion", "1.0"), ("ce_type", nil)]).isTombstone)
        #expect(!Self.decoded(nil, [("ce_type", "t")]).isTombstone)
        #expect(!Self.decoded("").isTombstone)
        #expect(!Self.decoded("null").isTombstone)
    }

    @Test("A structured event is its value, as it was written")
    func structured() throws {
        let text = #"{"b":1.50,"specversion":"1.0","b":2,"data":{"x":[]}}"#
        #expect(Self.decoded(text, Self.binary).event?.text == text)
    }

    @Test("A binary event is put together: attributes, then data")
    func assembled() {
        let headers = Self.binary + [("ce_sessionepoch", "007"), ("other", "x"), ("content-type", "application/json")]
        #expect(
            Self.decoded(#"{"x":1}"#, headers).event?.text
                == #"{"specversion":"1.0","type":"t","id":"1","sessionepoch":7,"datacontenttype":"application/json","data":{"x":1}}"#
        )
        #expect(Self.decoded(nil, Self.binary).event?.text == #"{"specversion":"1.0","type":"t","id":"1"}"#)
    }

    @Test(
        "The one attribute that is a number",
        arguments: [
            ("0", "0"), ("00", "0"), ("12", "12"), ("", #""""#), ("-1", #""-1""#), ("1.0", #""1.0""#), ("１", #""１""#),
            ("99999999999999999999999", "99999999999999999999999"),
        ])
    func epoch(_ text: String, _ written: String) {
        #expect(Self.decoded("{}", Self.binary + [("ce_sessionepoch", text)]).event?["sessionepoch"]?.text == written)
    }

    @Test("The first of a header's name counts; null and what isn't UTF-8 count as absent, and hide the next")
    func first() {
        let named = Self.decoded("{}", Self.binary + [("ce_id", "2"), ("ce_subject", nil), ("ce_subject", "s")])
        #expect(named.event?["id"] == "1" && named.event?["subject"] == nil)
        let bytes = StoredRecord.Header(name: Array("ce_type".utf8), value: [0xFF])
        let headers = [ContractDesk.header("ce_specversion", "1.0"), bytes, ContractDesk.header("ce_type", "t")]
        #expect(DecodedEvent(value: Array("{}".utf8), headers: headers).event?["type"] == nil)
    }

    @Test("The attribute for data's type beats the header for it")
    func contentType() {
        let both = Self.decoded("{}", Self.binary + [("content-type", "a/b"), ("ce_datacontenttype", "c/d")])
        #expect(both.event?["datacontenttype"] == "c/d")
        #expect(both.event?.object?.count { $0.name == "datacontenttype" } == 1)
        #expect(Self.decoded("{}", [("content-type", "a/b")]).assembled == nil)
    }

    @Test("Data that is no JSON is base64, with the reason")
    func base64() {
        let event = Self.decoded("no json", Self.binary)
        #expect(event.event?["data_base64"] == "bm8ganNvbg==")
        #expect(event.fault?.code == .badLiteral)
        #expect(event.event?["data"] == nil)
    }
}
