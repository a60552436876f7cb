import JSON
import Judge
import Pipeline
import Postgres
import Schema
import TestSupport
import Testing

@testable import Operations

@Suite("The archive's view and the tool read the same event", .timeLimit(.minutes(3)))
struct ArchiveAgreementTests {
    /// Headers as the archive keeps them.
    static func text(_ headers: [StoredRecord.Header]) -> String? {
        guard !headers.isEmpty else { return nil }
        return JSONValue.array(
            headers.map { header in
                .array([.string(String(decoding: header.name, as: UTF8.self)), LetterText.json(header.value)])
            }
        ).text
    }

    static func hex(_ bytes: [UInt8]) -> String {
        "\\x" + bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }

    static func expectAgreement(_ records: [StoredRecord]) throws {
        var connection = try Connection.connect(
            ConnectionSettings(url: try PrivatePostgres.shared().makeDatabase(), applicationName: "tests"))
        _ = try SchemaMigrator.apply(&connection)
        var modes: [String: Int] = [:]
        for record in records {
            let decoded = DecodedEvent(value: record.value, headers: record.headers)
            let rows = try connection.query(
                """
                WITH it AS (SELECT zapline.event_mode($1, $2::bytea) AS mode, zapline.whole_event($1, $2::bytea) AS event)
                SELECT mode, event IS NULL, event = zapline.event_jsonb($3::bytea), event FROM it
                """,
                [
                    text(record.headers).map { .text($0) } ?? .null, record.value.map { .text(hex($0)) } ?? .null,
                    decoded.event.map { .text(hex(Array($0.text.utf8))) } ?? .null,
                ])
            let shown =
                "\(String(decoding: record.value ?? [], as: UTF8.self)) \(record.headers.count): \(rows[0, 3] ?? "NULL")"
            #expect(rows[0, 0] == decoded.mode?.rawValue, "\(shown)")
            #expect(rows.bool(0, 1) == (decoded.event == nil), "\(shown)")
            if decoded.event != nil { #expect(rows.bool(0, 2) == true, "\(shown)") }
            modes[decoded.mode?.rawValue ?? "none", default: 0] += 1
        }
        #expect(modes.count == 3, "\(modes)")
    }

    @Test("Of mutated events in both modes")
    func mutated() throws {
        var random = SeededGenerator(31)
        try Self.expectAgreement((0..<600).map { _ in ContractOracleTests.event(&random) })
    }

    @Test("Of wild events")
    func wild() throws {
        var events = WildEvents(seed: 32)
        try Self.expectAgreement(
            (0..<600).map { _ in
                let event = events.next()
                return ContractDesk.record(event.value, headers: event.headers.map { ($0.0, Optional($0.1)) })
            })
    }
}
