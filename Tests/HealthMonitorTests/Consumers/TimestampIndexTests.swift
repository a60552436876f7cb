import Testing

@testable import HealthMonitor

@Suite("The index of times")
struct TimestampIndexTests {
    @Test("It knows the stretch of each record, and nothing before its first")
    func lookup() {
        var index = TimestampIndex()
        for (offset, time) in [(10, 0), (11, 400), (12, 1_500), (20, 9_000)] {
            index.add(offset: Int64(offset), time: start + Int64(time) * 1_000)
        }
        #expect(index.time(at: 9) == nil)
        #expect(index.time(at: 10) == start)
        #expect(index.time(at: 11) == start)
        #expect(index.time(at: 12) == start + 1_500_000)
        #expect(index.time(at: 19) == start + 1_500_000)
        #expect(index.time(at: 20) == start + 9_000_000)
    }

    @Test("It stays small, and what it says of a record is off by a small part of the record's age")
    func bounded() throws {
        var index = TimestampIndex()
        let times = (0..<50_000).map { start + Int64($0) * Int64($0 % 7) * 300_000 }.sorted()
        for (offset, time) in times.enumerated() { index.add(offset: Int64(offset), time: time) }
        let end = try #require(times.last)
        for offset in stride(from: 0, to: times.count, by: 37) {
            let found = try #require(index.time(at: Int64(offset)))
            #expect(found <= times[offset])
            #expect(times[offset] - found <= max(2 * second, (end - times[offset]) / 16))
        }
    }

    @Test("A month is read at once, and then a consumer that is a second behind is a second behind")
    func month() throws {
        var index = TimestampIndex()
        let count = 30 * 86_400
        for offset in 0..<count { index.add(offset: Int64(offset), time: start + Int64(offset) * second) }
        let end = start + Int64(count) * second
        #expect(try #require(index.time(at: Int64(count) - 2)) >= end - 3 * second)
        #expect(try #require(index.time(at: Int64(count) - 600)) >= end - 620 * second)
    }

    @Test("One consumer that stands still for half a day doesn't blur what the others are behind")
    func standing() throws {
        var index = TimestampIndex()
        for offset in 0..<Int64(43_200) {
            index.add(offset: offset, time: start + offset * second)
            index.forget(below: 0)
            if offset % 100 == 0, offset > 10 {
                #expect(try #require(index.time(at: offset - 5)) >= start + (offset - 7) * second)
            }
        }
        #expect(index.time(at: 0) == start)
    }

    @Test("A record long after the others keeps its own time")
    func gap() {
        var index = TimestampIndex(limit: 4)
        for offset in 0..<6 { index.add(offset: Int64(offset), time: start + Int64(offset) * 2 * second) }
        index.add(offset: 6, time: start + 7_200 * second)
        #expect(index.time(at: 6) == start + 7_200 * second)
    }

    @Test("What everybody has passed is forgotten, but not the stretch that they are in")
    func forgetting() {
        var index = TimestampIndex()
        for offset in 0..<10 { index.add(offset: Int64(offset) * 10, time: start + Int64(offset) * second) }
        index.forget(below: 35)
        #expect(index.time(at: 29) == nil)
        #expect(index.time(at: 35) == start + 3 * second)
        index.forget(below: -1)
        index.reach(200)
        #expect(index.time(at: 35) == start + 3 * second)
    }

    @Test("Clocks that go back and offsets that repeat begin no stretch")
    func disorder() {
        var index = TimestampIndex()
        index.add(offset: 5, time: start)
        index.add(offset: 6, time: start - minute)
        index.add(offset: 5, time: start + minute)
        #expect(index.time(at: 6) == start)
        #expect(!index.wants(start))
        #expect(index.wants(start + second))
    }

    @Test("The reader's own row is where it has come to, and no less than what is stored")
    func reader() {
        var index = TimestampIndex()
        #expect(index.moved(ConsumerRow(nextOffset: 7)).nextOffset == 7)
        index.add(offset: 5, time: start)
        #expect(index.moved(ConsumerRow(nextOffset: 3)).nextOffset == 6)
        #expect(index.moved(ConsumerRow(nextOffset: 9)).nextOffset == 9)
    }

    @Test("A record that is not read yet has no time, however old the one before it is")
    func unread() {
        var index = TimestampIndex()
        index.add(offset: 5, time: start)
        #expect(index.time(at: 6) == nil)
        index.reach(8)
        #expect(index.time(at: 7) == start)
        #expect(index.time(at: 8) == nil)
    }
}
