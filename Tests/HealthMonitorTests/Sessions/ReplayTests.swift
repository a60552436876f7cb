import Bytes
import Events
import FoundationEssentials
import Gateways
import JSON
import Testing

@testable import HealthMonitor

private enum Samples {
    static let folder = ProcessInfo.processInfo.environment["ZAPLINE_SAMPLES"].map { URL(filePath: $0) }
}

/// Recorded payloads, mapped as a gateway's would be, and read as they come from Kafka.
@Suite("Recorded histories", .enabled(if: Samples.folder != nil))
struct ReplayTests {
    let book = SessionBook()
    let arena = Arena()
    let reader = SourceReader(
        topics: ["whatsapp.lifecycle", "whatsapp.heartbeats", "whatsapp.messages"], maxEventBytes: 1 << 20)

    private func sample(_ name: String) throws -> JSONValue {
        let file = try #require(Samples.folder).appending(path: "\(name).json")
        return try JSONValue(parsing: Array(try Data(contentsOf: file)))
    }

    /// Gives the book what a gateway makes of `payload` at so many seconds into the story.
    private func play(
        _ gateway: Gateway, _ payload: JSONValue, _ seconds: Int64, epoch: Int64 = 1, event: String? = nil
    )
        throws
    {
        let mapping = gateway.map(payload, hints: MappingHints(instance: "loja", event: event))
        #expect(mapping.problems.isEmpty)
        for event in mapping.events {
            let now = start + seconds * second
            let whole = CloudEvent(
                id: "e\(seconds)", source: "/gateways/x/\(epoch)", type: event.type, subject: "loja", time: now,
                sessionEpoch: Int32(epoch), data: event.data)
            let topic: SourceTopic = event.type.hasPrefix("whatsapp.session.") ? .lifecycle : .messages
            let record = Record(
                logID: 0, topic: 0, partition: 0, offset: 0, timestamp: now / 1_000, key: nil,
                value: arena.copy(String(decoding: whole.structured(), as: UTF8.self)))
            reader.read(record, topic, into: book, now: now)
        }
        look(seconds)
    }

    private func look(_ seconds: Int64) {
        let now = start + seconds * second
        _ = book.sweep(horizon: now, now: now)
    }

    private var codes: [String] { book.session("loja")?.judgement.reasons.map(\.code.rawValue) ?? ["none"] }
    private var verdict: Verdict? { book.session("loja")?.judgement.verdict }

    @Test("`close 440` from the process that was replaced doesn't win over the one that is open")
    func oldProcess() throws {
        let (open, close) = (
            try sample("evolution-api/connection_update_open_rabbitmq"),
            try sample("evolution-api/connection_update_close_440_issue765")
        )
        try play(.evolutionAPI, open, 0, epoch: 1)
        try play(.evolutionAPI, open, 60, epoch: 2)
        try play(.evolutionAPI, close, 61, epoch: 1)
        #expect(verdict == .ok && codes.isEmpty)
        #expect(book.session("loja")?.cause == nil)
        // Of the process that is at work it is true.
        try play(.evolutionAPI, close, 120, epoch: 2)
        #expect(verdict == .down && codes == ["replaced"])
        #expect(book.session("loja")?.cause == nil)
    }

    @Test("WAHA's socket that restarts every half hour: each WORKING comes twice, and it is one verdict")
    func halfHours() throws {
        let working = try sample("waha/session_status_working")
        let starting: JSONValue = ["event": "session.status", "session": "loja", "payload": ["status": "STARTING"]]
        for turn in Int64(0)..<48 {
            try play(.waha, starting, turn * 1_800)
            try play(.waha, working, turn * 1_800 + 3)
            try play(.waha, working, turn * 1_800 + 4)
        }
        #expect(codes == ["flapping"])
        #expect(verdict == .degraded)
    }

    @Test("Code after code that nobody scans, of WAHA's too, which are to be fetched elsewhere")
    func codesInARow() throws {
        let scan: JSONValue = ["event": "session.status", "session": "loja", "payload": ["status": "SCAN_QR_CODE"]]
        for turn in Int64(0)..<8 { try play(.waha, scan, turn * 20) }
        look(301)
        #expect(codes == ["waiting-for-scan"] && verdict == .degraded)
        for turn in Int64(16)..<20 { try play(.waha, scan, turn * 20) }
        #expect(codes == ["codes-unanswered"] && verdict == .degraded)
        for turn in Int64(20)..<40 { try play(.whatsappWebJS, "2@code", turn * 20, event: "qr") }
        #expect(codes == ["codes-unanswered"] && verdict == .degraded)
    }

    @Test("A passkey that nobody confirms waits for a person")
    func passkey() throws {
        try play(.waha, try sample("waha/session_status_passkey_required_named"), 0)
        try play(.waha, try sample("waha/session_status_passkey_confirmation_named"), 20)
        look(400)
        #expect(codes == ["waiting-for-scan"] && verdict == .degraded)
    }

    @Test("An API that says `open` while nothing moves is silent, though its own sending goes on")
    func openAndNothing() throws {
        let open = try sample("evolution-api/connection_update_open_rabbitmq")
        let text = try sample("evolution-api/messages_upsert_text_rabbitmq")
        try play(.evolutionAPI, open, 0)
        let week = Int64(7 * 86_400)
        for at in stride(from: Int64(60), to: 2 * week, by: 120) {
            if at % 600 == 60 {
                try play(.evolutionAPI, text, at, event: "messages.upsert")
            } else {
                look(at)
            }
        }
        #expect(verdict == .ok)
        // From now on the connection says that it is open, again and again, and that is all.
        let sent: JSONValue = text.setting(["data", "key", "fromMe"], true)
        for at in stride(from: 2 * week, to: 2 * week + 28_800, by: 60) {
            try play(.evolutionAPI, at % 600 == 0 ? open : sent, at, event: at % 600 == 0 ? nil : "messages.upsert")
        }
        #expect(codes == ["silent"] && verdict == .degraded)
        #expect(book.session("loja")?.status == .connected)
    }

    @Test(
        "What WhatsApp Web says when it ends is what a person is told",
        arguments: [
            ("LOGOUT", "logged-out"), ("CONFLICT", "replaced"), ("TOS_BLOCK", "banned"),
            ("DEPRECATED_VERSION", "outdated"),
            ("UNLAUNCHED", "disconnected"), ("Max qrcode retries reached", "failed"), ("NAVIGATION", "disconnected"),
        ])
    func ends(_ reason: String, _ code: String) throws {
        try play(.whatsappWebJS, .null, 0, event: "ready")
        try play(.whatsappWebJS, .string(reason), 60, event: "disconnected")
        #expect(verdict == .down && codes == [code])
        let facts = book.session("loja")?.judgement.reasons.first?.facts
        #expect(facts?["reason"]?.string == reason)
        #expect(facts?["at"]?.string == "2026-11-23T10:01:00Z")
    }
}

extension JSONValue {
    /// The same with another value at a path.
    fileprivate func setting(_ path: [String], _ value: JSONValue) -> JSONValue {
        guard let name = path.first, case .object(let members) = self else { return value }
        return .object(
            members.map { member in
                member.name == name
                    ? Member(name: name, value: member.value.setting(Array(path.dropFirst()), value)) : member
            })
    }
}
