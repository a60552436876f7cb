import Bytes
import Testing

@testable import Events

@Suite("Facts beside a lifecycle event's fields")
struct LifecycleFactsTests {
    let desk = Desk()

    @Test(
        "What health goes by is read where it says something, and what is wrong with it counts for nothing",
        arguments: [
            ("banned", #""code":102,"until":"2026-11-24T10:00:00Z","state":"x""#, "102", 1_795_514_400_000_000, nil),
            ("limited", #""code":"463","until":"2026-11-24T10:00:00Z""#, "463", 1_795_514_400_000_000, nil),
            ("limited", #""code":1.5,"until":"soon""#, nil, nil, nil),
            ("banned", #""code":null,"until":null"#, nil, nil, nil),
            ("starting", #""state":"SCAN_QR_CODE","code":1"#, nil, nil, "SCAN_QR_CODE"),
            ("starting", #""state":7"#, nil, nil, nil), ("starting", "", nil, nil, nil),
            ("failed", #""code":500,"until":"2026-11-24T10:00:00Z","state":"FAILED""#, nil, nil, nil),
        ] as [(String, String, String?, Int64?, String?)])
    func facts(_ type: String, _ data: String, _ code: String?, _ until: Int64?, _ state: String?) throws {
        let record = desk.record(Array(Sample.event(type: "session.\(type)", data: "{\(data)}").utf8))
        guard case .event(let event) = desk.reader.read(record), case .lifecycle(let lifecycle) = event.data else {
            Issue.record("no lifecycle event")
            return
        }
        #expect(lifecycle.facts.code?.string == code)
        #expect(lifecycle.facts.until == until)
        #expect(lifecycle.facts.state?.string == state)
        #expect(desk.reader.invalidFields == 0)
    }
}
