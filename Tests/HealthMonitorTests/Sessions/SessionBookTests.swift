import Bytes
import Events
import JSON
import Testing

@testable import HealthMonitor

@Suite("The book of sessions")
struct SessionBookTests {
    let book = SessionBook()
    let name = ByteView("loja-centro")

    func collect(_ seconds: Int64, all: Bool = true, mayPublish: Bool = true) -> SessionBook.Harvest {
        let now = start + seconds * second
        _ = book.sweep(horizon: mayPublish ? now : nil, now: now)
        return book.collect(all ? book.places : 0..<0, mayPublish: mayPublish, now: now)
    }

    func data(_ harvest: SessionBook.Harvest, _ place: Int = 0) throws -> JSONValue {
        let value = try #require(harvest.outgoing[place].value)
        return try JSONValue(parsing: value)
    }

    @Test("A change is published once, with all facts")
    func change() throws {
        book.apply(sign(.sessionConnected), to: name, now: start)
        let harvest = collect(1)
        #expect(harvest.outgoing.count == 1)
        let event = try data(harvest)
        #expect(event["subject"]?.string == "session/loja-centro")
        #expect(event["type"]?.string == "whatsapp.health.session")
        let facts = try #require(event["data"])
        #expect(facts["verdict"]?.string == "ok")
        #expect(facts["since"]?.string == "2026-11-23T10:00:00Z")
        #expect(facts["observedAt"]?.string == "2026-11-23T10:00:01Z")
        #expect(facts["reasons"] == [])
        #expect(facts["status"]?.string == "connected")
        #expect(facts["detail"]?.string == "connected")
        #expect(facts["lastEventAt"]?.string == "2026-11-23T10:00:00Z")
        #expect(facts["lastMessageAt"]?.isNull == true)
        #expect(collect(2).isEmpty)
    }

    @Test("Nothing is published before everything was read once, and nothing is lost by that")
    func catchingUp() {
        book.apply(sign(.sessionConnected), to: name, now: start)
        #expect(!book.isUrgent(mayPublish: false))
        #expect(collect(1, mayPublish: false).outgoing.isEmpty)
        #expect(book.isUrgent(mayPublish: true))
        #expect(collect(2).outgoing.count == 1)
        #expect(!book.isUrgent(mayPublish: true))
    }

    @Test("Messages alone publish nothing new, and wait to be stored")
    func traffic() {
        book.apply(sign(.sessionConnected), to: name, now: start)
        _ = collect(1)
        for offset in 2..<60 {
            book.saw(name, at: start + Int64(offset) * second, .received, now: start + minute)
        }
        #expect(collect(60, all: false).isEmpty)
        #expect(!collect(60, all: true).isEmpty)
        #expect(collect(61, all: true).isEmpty)
    }

    @Test("At least every five minutes everything is said again")
    func interval() {
        // Of one that nobody asks to come back, which would be more to say.
        book.apply(sign(.sessionStopped), to: name, now: start)
        _ = collect(1)
        var said: [Int64] = []
        for at in stride(from: Int64(2), through: 1_000, by: 1) where !collect(at).outgoing.isEmpty { said.append(at) }
        #expect(said.count >= 3)
        #expect(zip([1] + said, said).allSatisfy { $1 - $0 <= 300 && $1 - $0 >= 200 })
    }

    @Test("Each event about a session has an id of its own")
    func ids() throws {
        book.apply(sign(.sessionConnected), to: name, now: start)
        book.apply(sign(.sessionConnected), to: ByteView("other"), now: start)
        let first = collect(1).outgoing
        book.apply(sign(.sessionStopped, 5), to: name, now: start + 5 * second)
        let second = collect(6).outgoing
        #expect(Set((first + second).map(\.id)).count == 3)
    }

    @Test("A deleted session leaves a tombstone, once")
    func tombstone() {
        book.apply(sign(.sessionConnected), to: name, now: start)
        _ = collect(1)
        book.apply(sign(.sessionDeleted, 5), to: name, now: start + 5 * second)
        let harvest = collect(6)
        #expect(harvest.outgoing.map(\.key) == ["session/loja-centro"])
        #expect(harvest.outgoing.first?.value == nil)
        #expect(collect(1_000).outgoing.isEmpty)
    }

    @Test("A session that was deleted before anybody spoke of it needs no tombstone")
    func neverPublished() {
        book.apply(sign(.sessionDeleted), to: name, now: start)
        #expect(collect(1).outgoing.isEmpty)
        #expect(!book.isUrgent(mayPublish: true))
    }

    @Test("A disconnect by navigation becomes one command, before the session's own event")
    func command() throws {
        book.apply(sign(.sessionConnected), to: name, now: start)
        _ = collect(1)
        book.apply(sign(.sessionDisconnected, 10, reason: "NAVIGATION"), to: name, now: start + 10 * second)
        #expect(collect(14).outgoing.map(\.topic) == ["health"])
        let harvest = collect(15)
        #expect(harvest.outgoing.map(\.topic) == ["commands", "health"])
        #expect(harvest.outgoing.first?.expiresAt == start + 10 * second + 10 * minute)
        #expect(try data(harvest, 1)["data"]?["lastCommand"]?["id"]?.string == harvest.outgoing.first?.id)
        #expect(collect(16).outgoing.isEmpty)
    }

    @Test("A session that comes back in time is left alone")
    func comesBack() {
        book.apply(sign(.sessionDisconnected, 0, reason: "NAVIGATION"), to: name, now: start)
        book.apply(sign(.sessionConnected, 4), to: name, now: start + 4 * second)
        #expect(collect(10).outgoing.map(\.topic) == ["health"])
    }

    @Test("A silence is found without a record")
    func silence() throws {
        book.apply(sign(.sessionConnected), to: name, now: start)
        for beat in Int64(1)...10 {
            book.saw(name, at: start + beat * minute, .heartbeat, now: start + beat * minute)
            _ = collect(beat * 60)
        }
        // Ten heartbeats missed, the last having come after ten minutes.
        for at in stride(from: Int64(630), through: 1_200, by: 30) {
            _ = collect(at)
            #expect(book.session("loja-centro")?.judgement.verdict == .ok)
        }
        let facts = try #require(try data(collect(1_201))["data"])
        #expect(facts["verdict"]?.string == "degraded")
        #expect(facts["since"]?.string == "2026-11-23T10:20:00Z")
        #expect(facts["reasons"]?[0]?["code"]?.string == "silent")
        #expect(facts["reasons"]?[0]?["facts"]?["lastEventAt"]?.string == "2026-11-23T10:10:00Z")
    }

    @Test("What is due by time alone is bounded in a transaction, what changed is not")
    func bounded() {
        let names = Arena()
        for number in 0..<50 { book.apply(sign(.sessionConnected), to: names.copy("s\(number)"), now: start) }
        #expect(collect(1).outgoing.count == 50)
        let now = start + 400 * second
        _ = book.sweep(horizon: now, now: now)
        #expect(book.collect(book.places, mayPublish: true, now: now, limit: 20).outgoing.count == 20)
        #expect(book.collect(book.places, mayPublish: true, now: now, limit: 100).outgoing.count == 30)
    }
}
