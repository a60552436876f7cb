import Bytes
import Events
import JSON
import Testing

@testable import HealthMonitor

@Suite("What a deputy says of sessions")
struct VigilTests {
    let book = SessionBook()
    let vigil = Vigil(series: "3.m1.7", since: start)

    func next(_ names: Set<String>, _ seconds: Int64 = 0) throws -> [JSONValue] {
        try vigil.next(names, book: book, rule: PublicationRule(), now: start + seconds * second).map {
            try JSONValue(parsing: $0.value ?? [])
        }
    }

    @Test("It is unknown, with what was known of it last")
    func facts() throws {
        book.apply(sign(.sessionConnected, -60), to: ByteView("loja"), now: start)
        let event = try #require(try next(["loja"]).first)
        #expect(event["subject"]?.string == "session/loja")
        #expect(event["data"]?["verdict"]?.string == "unknown")
        #expect(event["data"]?["since"]?.string == "2026-11-23T10:00:00Z")
        #expect(event["data"]?["reasons"]?[0]?["code"]?.string == "unwatched")
        #expect(event["data"]?["reasons"]?[0]?["facts"]?["lastVerdict"]?.string == "ok")
        #expect(event["data"]?["status"]?.string == "connected")
        #expect(event["data"]?["lastEventAt"]?.string == "2026-11-23T09:59:00Z")
    }

    @Test("One that this monitor never knew is unknown all the same")
    func unknown() throws {
        let event = try #require(try next(["other"]).first)
        #expect(event["data"]?["verdict"]?.string == "unknown")
        #expect(event["data"]?["status"] == .null && event["data"]?["lastMessageAt"] == .null)
    }

    @Test("Ten thousand are said in steps, each once, and again after five minutes, under ids that nothing else has")
    func steps() throws {
        let names = Set((0..<2_300).map { "s\($0)" })
        var ids: Set<String> = []
        var counts: [Int] = []
        for step in Int64(0)..<6 {
            let events = try next(names, step)
            counts.append(events.count)
            ids.formUnion(events.compactMap { $0["id"]?.string })
        }
        #expect(counts == [500, 500, 500, 500, 300, 0])
        #expect(ids.count == 2_300)
        var again = 0
        for step in Int64(300)..<306 { again += try next(names, step).count }
        #expect(again == 2_300)
    }
}
