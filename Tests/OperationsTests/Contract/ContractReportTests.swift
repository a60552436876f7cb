import JSON
import Testing

@testable import Operations

@Suite("What contract check prints")
struct ContractReportTests {
    static func place(_ offset: Int64) -> RecordPlace {
        RecordPlace(topic: "wa.messages", partition: 3, offset: offset)
    }

    static func verdict(
        _ faults: [ContractFault], type: String? = "whatsapp.message.received",
        source: String? = "/gateways/waha/node-1",
        isPoison: Bool = false
    ) -> RecordVerdict {
        RecordVerdict(mode: .structured, isPoison: isPoison, type: type, source: source, faults: faults)
    }

    static let missing = ContractFault(.missing, "data.chat", "is required and absent", effect: .poison)
    static let note = ContractFault(.unknownType, "type", "is none of the contract's", effect: .note)

    static func report() -> ContractReport {
        var report = ContractReport([.messages, .lifecycle])
        for offset in 1207..<1219 {
            report.add(verdict([missing], isPoison: true), on: .messages, at: place(Int64(offset)))
        }
        let size = ContractFault(.wrongType, "data.media.size", "is of the type string, not integer")
        report.add(verdict([size, note], source: "/gateways/x/1"), on: .messages, at: place(88))
        report.add(verdict([size], source: "/gateways/x/2"), on: .messages, at: place(89))
        report.add(RecordVerdict(isTombstone: true), on: .messages, at: place(90))
        report.add(RecordVerdict(mode: .binary, type: "t"), on: .lifecycle, at: place(91))
        return report
    }

    @Test("A row a topic, each kind once, the worst first, and a sentence")
    func text() {
        #expect(
            Self.report().text(prefix: "wa.", limit: 100, width: 80) == """
                TOPIC      RECORDS  STRUCTURED  BINARY  TOMBSTONES  BROKEN  POISON
                lifecycle        1           0       1           0       0       0
                messages        15          14       0           1      14      12

                       12  poison     missing data.chat: is required and absent
                                      whatsapp.message.received, first at messages/3/1207,
                                      from /gateways/waha/node-1
                        2  violation  wrong-type data.media.size: is of the type string, not
                                      integer
                                      whatsapp.message.received, first at messages/3/88, from
                                      /gateways/x/1 and others
                        1  note       unknown-type type: is none of the contract's
                                      whatsapp.message.received, first at messages/3/88, from
                                      /gateways/x/1

                14 of 16 records break the contract, 12 of them as poison

                """)
    }

    @Test("Notes alone, and nothing at all, break nothing")
    func clean() {
        var report = ContractReport([.messages])
        #expect(
            report.text(prefix: "wa.", limit: 1, width: 80).hasSuffix("\nno record of 0 records breaks the contract\n"))
        report.add(Self.verdict([Self.note]), on: .messages, at: Self.place(1))
        #expect(!report.isBroken)
        #expect(report.total.broken == 0 && report.kinds.count == 1)
        report.isStopped = true
        report.remarks = ["wa.health isn't there"]
        let text = report.text(prefix: "wa.", limit: 1, width: 80)
        #expect(
            text.contains("\nwa.health isn't there\nno record of 1 records before it was stopped breaks the contract\n")
        )
    }

    @Test("What producers write is shown as text, and no line is wider than the terminal", arguments: [80, 60])
    func hostile(_ width: Int) {
        var report = ContractReport([.messages])
        let long = String(repeating: "whatsapp.", count: 60)
        report.add(
            Self.verdict([Self.note], type: "a\u{1B}[2Jb c\u{202E}", source: "/g\n/\u{7}"), on: .messages,
            at: Self.place(1))
        report.add(
            Self.verdict([Self.note], type: String(repeating: "x ", count: 200), source: "s"), on: .messages,
            at: Self.place(2))
        report.add(
            Self.verdict([Self.missing], type: nil, source: nil, isPoison: true), on: .messages, at: Self.place(3))
        let text = report.text(prefix: "wa.", limit: 100, width: width)
        #expect(text.unicodeScalars.allSatisfy { $0 == "\n" || $0.value >= 0x20 && $0 != "\u{202E}" && $0 != "\u{7F}" })
        for line in text.split(separator: "\n") { #expect(line.count <= max(width, 67), "\(line)") }
        #expect(text.contains("no type, first at messages/3/3\n"))
        report.add(Self.verdict([Self.note], type: long, source: long), on: .messages, at: Self.place(4))
        #expect(!report.text(prefix: "wa.", limit: 100, width: width).contains(long))
    }

    @Test("More kinds than are told apart are counted, and more than are shown are told of")
    func limits() {
        var report = ContractReport([.messages])
        for number in 0..<1_200 {
            report.add(
                Self.verdict([Self.note], type: "whatsapp.t\(number)"), on: .messages, at: Self.place(Int64(number)))
        }
        report.add(Self.verdict([Self.note], type: "whatsapp.t7"), on: .messages, at: Self.place(9_999))
        #expect(report.kinds.count == 1_000 && report.uncounted == 200)
        let text = report.text(prefix: "wa.", limit: 2, width: 80)
        #expect(text.contains("\n998 more kinds; --limit shows more\n200 faults are of kinds that were not counted\n"))
        #expect(text.contains("        2  note       unknown-type type"))
        let json = report.json(names: { "wa." + $0.rawValue }, limit: 2)
        #expect(json["kinds"]?.array?.count == 2 && json["kinds_not_shown"] == 998 && json["faults_not_counted"] == 200)
    }

    @Test("Only the first few senders of a kind are kept")
    func sources() {
        var report = ContractReport([.messages])
        for number in 0..<10 {
            report.add(Self.verdict([Self.note], source: "/g/\(number / 2)"), on: .messages, at: Self.place(1))
        }
        #expect(report.ordered.map(\.count.sources) == [["/g/0", "/g/1", "/g/2"]])
        #expect(report.ordered.map(\.count.records) == [10])
    }

    @Test("JSON has every number")
    func json() throws {
        let json = try JSONValue(parsing: Self.report().json(names: { "wa." + $0.rawValue }, limit: 100).text)
        #expect(json["broken"] == true && json["stopped"] == false && json["remarks"] == [])
        #expect(
            json["topics"]?[1] == [
                "topic": "wa.messages", "records": 15, "structured": 14, "binary": 0, "tombstones": 1, "broken": 14,
                "poison": 12,
            ])
        #expect(
            json["kinds"]?[0] == [
                "effect": "poison", "rule": "missing", "path": "data.chat", "detail": "is required and absent",
                "type": "whatsapp.message.received", "records": 12,
                "first": ["topic": "wa.messages", "partition": 3, "offset": 1207], "sources": ["/gateways/waha/node-1"],
            ])
    }

    @Test("Kinds differ by topic, type, rule, place and sentence, and by nothing else")
    func kinds() {
        var report = ContractReport([.messages, .lifecycle])
        let others = [
            ContractFault(.null, "data.chat", "is null", effect: .poison),
            ContractFault(.missing, "data.sender", "is required and absent", effect: .poison),
            ContractFault(.missing, "data.chat", "is required and absent"),
        ]
        for fault in [Self.missing] + others { report.add(Self.verdict([fault]), on: .messages, at: Self.place(1)) }
        report.add(Self.verdict([Self.missing]), on: .lifecycle, at: Self.place(1))
        report.add(Self.verdict([Self.missing], type: "other"), on: .messages, at: Self.place(1))
        report.add(Self.verdict([Self.missing], source: "other"), on: .messages, at: Self.place(7))
        #expect(report.kinds.count == 6)
    }
}
