import JSON
import Testing

@testable import HealthMonitor

@Suite("What the stream says")
struct PageFeedTests {
    /// What a page has by what it was told: the reading half of the protocol, as the page's script has it.
    private struct Reader {
        var head: JSONValue = .null
        var order: [String] = []
        var docs: [String: JSONValue] = [:]
        var number: Int64 = 0

        mutating func take(_ message: PageFeed.Message, isWhole: Bool) throws {
            let json = try JSONValue(parsing: message.text)
            if isWhole { docs = [:] }
            #expect(isWhole || json["number"]?.int64 == number + 1)
            number = json["number"]?.int64 ?? 0
            if let head = json["head"] { self.head = head }
            if let order = json["order"]?.array { self.order = order.compactMap(\.string) }
            for doc in json["lines"]?.array ?? [] { docs[doc["subject"]?.string ?? ""] = doc }
            for subject in json["gone"]?.array ?? [] { docs[subject.string ?? ""] = nil }
        }
    }

    @Test("A page that heard every change has what one has that begins now")
    func changes() throws {
        var (feed, reader) = (PageFeed(), Reader())
        var generator = SystemRandomNumberGenerator()
        var picture = snapshot()
        var isFirst = true
        for round in 0..<200 as Range<Int64> {
            let now = start + round * second
            let name = "s\(Int.random(in: 0..<150, using: &generator))"
            picture.sessions.removeAll { $0.name == name }
            if Bool.random(using: &generator) {
                picture.sessions.append(
                    sessionLine(
                        name, ["connected", "failed", "banned"].randomElement(using: &generator) ?? "", since: now))
            }
            let pipeline = HealthEvents.Subject.pipeline("p\(Int.random(in: 0..<4, using: &generator))")
            if Bool.random(using: &generator) {
                picture.lines[pipeline.text] = nil
            } else {
                picture.show(
                    pipeline, Verdict.allCases.randomElement(using: &generator) ?? .ok, ["lagRecords": .integer(round)],
                    at: now)
            }
            picture.observedAt = now
            let message = feed.turn(picture, now: now)
            if isFirst {
                try reader.take(feed.whole, isWhole: true)
            } else if let message {
                try reader.take(message, isWhole: false)
            }
            isFirst = false
            var fresh = Reader()
            try fresh.take(feed.whole, isWhole: true)
            #expect(
                fresh.docs == reader.docs && fresh.order == reader.order && fresh.head == reader.head
                    && fresh.number == reader.number)
            #expect(Set(fresh.order).isSubset(of: fresh.docs.keys))
        }
    }

    private func json(_ message: PageFeed.Message?) throws -> JSONValue {
        try JSONValue(parsing: #require(message).text)
    }

    @Test("Only what changed is told; nothing is told where nothing did, and a sign of life in time")
    func quiet() throws {
        var feed = PageFeed()
        var picture = snapshot([sessionLine("a"), sessionLine("b")])
        #expect(feed.turn(picture, now: start) != nil)
        #expect(feed.turn(picture, now: start + second) == nil)
        picture.sessions[1] = sessionLine("b", "failed")
        let change = try json(feed.turn(picture, now: start + 2 * second))
        #expect(change["lines"]?.array?.map { $0["subject"] } == ["session/b"])
        #expect(change["order"] == ["session/b", "session/a"])
        #expect(change["gone"] == nil)
        #expect(feed.turn(picture, now: start + 5 * second) == nil)
        let life = try json(feed.turn(picture, now: start + 6 * second))
        #expect(life.object?.map(\.name) == ["number", "at"])
        picture.sessions.removeFirst()
        let gone = try json(feed.turn(picture, now: start + 7 * second))
        #expect(gone["gone"] == ["session/a"])
    }

    @Test("Of ten thousand sessions those that need a person come, and it stays small")
    func many() throws {
        var picture = snapshot((0..<10_000).map { sessionLine("loja-\($0)", $0 % 500 == 7 ? "banned" : "connected") })
        for partition in 0..<400 as Range<Int32> {
            picture.show(
                .consumer(pipeline: "archive", topic: "whatsapp.messages", partition: partition),
                partition == 399 ? .down : .ok, ["lagRecords": 1])
        }
        var feed = PageFeed()
        _ = feed.turn(picture, now: start)
        let whole = feed.whole.text
        #expect(whole.utf8.count < 250_000)
        let json = try JSONValue(parsing: whole)
        #expect(json["order"]?.array?.count == PageFeed.sessions)
        #expect(json["lines"]?.array?.count == PageFeed.sessions + PageFeed.lines)
        #expect(json["lines"]?.array?.contains { $0["subject"] == "consumer/archive/whatsapp.messages/399" } == true)
        #expect(json["head"]?["counts"]?["sessions"]?["ok"] == 9_980)
        let banned = json["order"]?.array?.prefix(20).compactMap(\.string) ?? []
        #expect(banned.allSatisfy { $0.hasSuffix("7") })
    }

    @Test("Time alone makes it old, and the stream says so")
    func old() throws {
        var feed = PageFeed()
        let picture = snapshot([sessionLine("a")])
        _ = feed.turn(picture, now: start)
        let change = try json(feed.turn(picture, now: start + 31 * second))
        #expect(change["head"]?["verdict"] == "unknown")
        #expect(change["lines"]?[0]?["reasons"]?[0]?["code"] == "unwatched")
    }
}
