import Testing

@testable import HealthMonitor

@Suite("What stands on the health topic")
struct TopicPictureTests {
    var picture = TopicPicture()

    mutating func read(
        _ key: String, _ writer: Writer?, gone: Bool = false, partition: Int32 = 0, now: Int64 = 1
    ) {
        picture.read(TopicPicture.Record(key: key, writer: writer, isTombstone: gone, partition: partition), now: now)
    }

    func lease(_ epoch: Int64, _ id: String = "a") -> Writer { Writer(.lease, epoch: epoch, id: id) }
    func deputy(_ epoch: Int64, _ id: String = "a") -> Writer { Writer(.deputy, epoch: epoch, id: id) }

    @Test("The newest record of a key counts, and a tombstone takes it away")
    mutating func subjects() {
        read("pipeline/status", nil)
        read("consumer/status/t/0", lease(1))
        read("session/loja", lease(1))
        read("session/other", lease(1))
        read("consumer/status/t/0", lease(2), gone: true)
        read("session/other", lease(2), gone: true)
        #expect(Set(picture.subjects.keys) == ["pipeline/status"])
        #expect(picture.sessions == ["loja"])
        #expect(picture.takeStale(9) == [] && picture.takeOverruled() == [])
    }

    @Test("A session that a deputy spoke of is to be said again, by whoever is active next, until it was")
    mutating func unwatched() {
        read("session/loja", lease(3))
        read("session/loja", deputy(3))
        read("session/back", deputy(3))
        read("session/back", lease(4))
        picture.begin()
        #expect(picture.takeStale(9) == ["loja"])
        #expect(picture.takeStale(9) == [])
        // The tenure ended before it was published: the next one begins with it once more.
        picture.begin()
        #expect(picture.takeStale(9) == ["loja"])
        read("session/loja", lease(4))
        picture.begin()
        #expect(picture.takeStale(9) == [] && picture.stale.isEmpty)
    }

    @Test("Many are handed out some at a time, each once")
    mutating func portions() {
        for number in 0..<25 { read("session/s\(number)", deputy(1)) }
        let taken = (0..<4).map { _ in picture.takeStale(10) }
        #expect(taken.map(\.count) == [10, 10, 5, 0])
        #expect(Set(taken.joined()).count == 25)
    }

    @Test("A record of an older lease behind one of a newer, in its partition, is a latecomer")
    mutating func latecomers() {
        read("pipeline/status", lease(5, "b"))
        read("session/loja", lease(5, "b"))
        read("session/loja", lease(4))
        read("pipeline/status", lease(4))
        // In another partition the newer one has said nothing yet.
        read("pipeline/archive", lease(4), partition: 1)
        #expect(picture.takeOverruled() == ["pipeline/status"])
        #expect(picture.takeOverruled() == [])
        #expect(picture.takeStale(9) == ["loja"])
        read("pipeline/status", lease(4))
        read("pipeline/status", lease(5, "b"))
        #expect(picture.takeOverruled() == [])
    }

    @Test("A deputy that is cut off and speaks after a newer lease overrules nothing for long")
    mutating func cutOff() {
        read("pipeline/database", lease(6, "b"))
        read("pipeline/database", deputy(5))
        #expect(picture.takeOverruled() == ["pipeline/database"])
    }

    @Test("A deputy in its own time isn't a latecomer")
    mutating func deputyInTime() {
        read("pipeline/database", lease(5))
        read("pipeline/database", deputy(5))
        #expect(picture.takeOverruled() == [])
    }

    @Test("Whoever takes its own heartbeat off is gone at once")
    mutating func goodbye() {
        read("monitor/b", lease(5, "b"))
        read("monitor/b", lease(6, "a"), gone: true)
        #expect(picture.heard["b"] != nil, "another did it")
        read("monitor/b", lease(5, "b"), gone: true)
        #expect(picture.heard["b"] == nil && picture.heard["a"] != nil)
    }

    @Test("Whoever writes is heard, and the number of those is bounded")
    mutating func heard() {
        read("session/loja", lease(5, "b"), now: 9)
        #expect(picture.heard["b"] == TopicPicture.Heard(writer: lease(5, "b"), at: 9))
        read("session/loja", nil, now: 10)
        for number in Int64(0)..<500 { read("monitor/x", lease(1, "m\(number)"), now: 100 + number) }
        #expect(picture.heard.count <= 65)
        #expect(picture.heard["m499"] != nil)
    }
}
