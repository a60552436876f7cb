import Bytes
import Events
import JSON
import Testing

@testable import HealthMonitor

/// Commands as they are published over hours, a look a second.
@Suite("Commands for a session that stays away")
struct ReconnectPlanTests {
    final class Story {
        var book = SessionBook()
        let name = ByteView("loja")
        var at: Int64 = 0
        var commands: [(at: Int64, event: JSONValue)] = []

        func apply(_ type: EventType, reason: StaticString? = nil, id: StaticString = "e1") {
            book.apply(
                sign(type, at, reason: reason, id: id), to: name, now: start + at * second)
        }

        func run(to end: Int64) throws {
            while at < end {
                at += 1
                let now = start + at * second
                _ = book.sweep(horizon: now, now: now)
                for record in book.collect(book.places, mayPublish: true, now: now, limit: 0).outgoing
                where record.topic == "commands" {
                    commands.append((at, try JSONValue(parsing: try #require(record.value))))
                }
            }
        }

        /// Another monitor goes on, from what is stored.
        func takeOver() throws {
            let session = try #require(book.session("loja"))
            let memory = try JSONValue(parsing: session.memory.text)
            book = SessionBook()
            book.restore(
                "loja",
                SessionHealth(
                    status: session.status?.rawValue, detail: session.detail?.word.string, memory: memory), revision: 1,
                publishedAt: start, isChanged: false)
        }

        var times: [Int64] { commands.map(\.at) }
    }

    let story = Story()

    @Test("A lost connection is asked for after two minutes, ever more rarely, six times at most")
    func lost() throws {
        story.apply(.sessionConnected)
        story.apply(.sessionDisconnected, reason: "TIMEOUT", id: "lost")
        try story.run(to: 3 * 3_600)
        #expect(story.times == [120, 240, 480, 960, 1_920, 3_840])
        #expect(story.commands.map { $0.event["data"]?["attempt"]?.int64 } == [1, 2, 3, 4, 5, 6])
        #expect(Set(story.commands.map { $0.event["id"]?.string }).count == 6)
        for command in story.commands {
            #expect(command.event["data"]?["cause"] == ["source": "/gateways/whatsapp-web.js/node-1", "id": "lost"])
            let due = start + command.at * second
            #expect(command.event["data"]?["expiresAt"]?.string == JSONValue.time(due + 10 * minute).string)
            let earliest = try #require(command.event["data"]?["notBefore"]?.string)
            let (from, to) = (JSONValue.time(due).string ?? "", JSONValue.time(due + 30 * second).string ?? "")
            #expect(from <= earliest && earliest < to)
        }
    }

    @Test("Each monitor that takes over goes on with the next command, and none is sent twice")
    func takeover() throws {
        story.apply(.sessionFailed, reason: "auth_failure", id: "f")
        for end in [30, 59, 61, 100, 181, 500, 3_000, 9_000] as [Int64] {
            try story.run(to: end)
            try story.takeOver()
        }
        #expect(story.times == [60, 180, 420, 900, 1_860, 3_780])
        #expect(Set(story.commands.map { $0.event["id"]?.string }).count == 6)
    }

    @Test("After a navigation: five seconds, and twice more within its ten minutes")
    func navigation() throws {
        story.apply(.sessionDisconnected, reason: "NAVIGATION")
        try story.run(to: 7_200)
        #expect(story.times == [5, 125, 365])
        #expect(story.commands.allSatisfy { $0.event["data"]?["expiresAt"]?.string == "2026-11-23T10:10:00Z" })
    }

    @Test(
        "A session that comes back by itself, or ends for good, is left alone",
        arguments: [
            EventType.sessionStarting, .sessionQR, .sessionConnected, .sessionReplaced, .sessionLoggedOut,
            .sessionBanned,
            .sessionOutdated, .sessionStopped, .sessionDeleted,
        ])
    func leftAlone(_ type: EventType) throws {
        story.apply(.sessionConnected)
        story.apply(.sessionDisconnected)
        try story.run(to: 100)
        story.apply(type)
        try story.run(to: 7_200)
        #expect(story.commands.isEmpty)
    }

    @Test("A gateway that fails again after each command is asked ever more rarely, in the same outage")
    func failsAgain() throws {
        story.apply(.sessionConnected)
        story.apply(.sessionFailed, id: "f0")
        for _ in 0..<400 {
            let before = story.commands.count
            try story.run(to: story.at + 30)
            guard story.commands.count > before else { continue }
            story.apply(.sessionStarting)
            story.at += 5
            story.apply(.sessionFailed, id: "again")
        }
        #expect(story.commands.count == 6)
        #expect(story.commands.map { $0.event["data"]?["attempt"]?.int64 } == [1, 2, 3, 4, 5, 6])
        #expect(zip(story.times, story.times.dropFirst()).map { $1 - $0 }.last ?? 0 >= 1_800)
    }

    @Test("No more than ten in a day, however often it goes")
    func daily() throws {
        var now: Int64 = 0
        for _ in 0..<20 {
            story.apply(.sessionConnected)
            story.at = now + 1_000
            story.apply(.sessionDisconnected, id: "again")
            try story.run(to: story.at + 125)
            now = story.at
        }
        #expect(story.commands.count == 10)
        story.at = 86_400 + 2_000
        story.apply(.sessionConnected)
        story.at += 1_000
        story.apply(.sessionDisconnected, id: "tomorrow")
        try story.run(to: story.at + 125)
        #expect(story.commands.count == 11)
    }

    @Test("What was due while no monitor could look is nobody's business any more")
    func late() throws {
        story.apply(.sessionDisconnected)
        story.at = 120 + 601
        try story.run(to: story.at + 3_600)
        #expect(story.commands.isEmpty)
        #expect(story.book.session("loja")?.cause == nil)
    }
}
