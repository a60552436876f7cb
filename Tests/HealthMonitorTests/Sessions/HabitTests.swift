import JSON
import Testing

@testable import HealthMonitor

@Suite("A session's habits")
struct HabitTests {
    @Test(
        "A shop that is closed at night and on Sundays raises nothing in half a year", arguments: [1, 2, 3] as [UInt64])
    func usual(_ seed: UInt64) {
        var (shop, watch) = (Shop.usual(seed), Watch(from: monday))
        watch.run(&shop, days: 26 * 7)
        #expect(watch.silences.count <= 1, "\(watch.silences)")
        #expect(!watch.session.standing.has(.silent))
    }

    @Test("The same shop is called silent on a Monday morning, and since a time that the events give")
    func mondayMorning() throws {
        var found: [Moment] = []
        for step in [minute, 5 * minute, 30 * minute] {
            var (shop, watch) = (Shop.usual(4), Watch(from: monday))
            watch.run(&shop, days: 8 * 7)
            #expect(watch.silences.isEmpty)
            watch.run([], to: watch.now + 18 * hour, step: step)
            let silence = try #require(watch.silences.first)
            let after = silence.from - (monday + 8 * week + 9 * hour)
            #expect(after > hour && after < 6 * hour, "\(Double(after) / Double(hour)) h after opening")
            #expect(watch.session.judgement.verdict == .degraded)
            found.append(silence.from)
        }
        #expect(Set(found).count == 1, "late looks say the same as looks in time")
    }

    @Test("A shop that sends three messages a week is never called silent", arguments: [5, 6, 7, 8] as [UInt64])
    func sleepy(_ seed: UInt64) {
        var (shop, watch) = (Shop.sleepy(seed), Watch(from: monday))
        watch.run(&shop, days: 26 * 7, step: hour)
        #expect(watch.silences.isEmpty)
        watch.run([], to: watch.now + 90 * day, step: hour)
        #expect(watch.silences.isEmpty)
    }

    @Test("A busy session is found silent within half an hour, by night within some hours")
    func busy() throws {
        for (at, limit) in [(11 * hour, 30 * minute), (2 * hour, 4 * hour + 30 * minute)] {
            var (shop, watch) = (Shop.busy(9), Watch(from: monday))
            watch.run(&shop, days: 4 * 7)
            let before = watch.silences.count
            let times = shop.messages(on: watch.now)
            let end = watch.now + at
            watch.run(times.filter { $0 < end }, to: end)
            watch.run([], to: end + limit, step: minute)
            #expect(watch.session.standing.has(.silent), "\(at / hour)")
            #expect(before <= 1)
        }
    }

    @Test("A session that is new is left alone for three days, whatever its shop's first week is like")
    func newcomer() throws {
        let friday = monday + 4 * day + 9 * hour
        var (shop, watch) = (Shop.usual(10), Watch(from: friday))
        watch.run(shop.messages(on: monday + 4 * day).filter { $0 > friday }, to: monday + 5 * day)
        // Closed over a weekend that nobody knows of.
        watch.run([], to: monday + 7 * day + 9 * hour)
        #expect(watch.silences.isEmpty)
        watch.run([], to: monday + 9 * day)
        let silence = try #require(watch.silences.first)
        #expect(silence.from - friday > 72 * hour && silence.from - friday < 84 * hour)
    }

    @Test("Daylight saving, either way, raises nothing", arguments: [hour, -hour])
    func daylightSaving(_ shift: Int64) {
        var (shop, watch) = (Shop.usual(11), Watch(from: monday))
        (shop.shift, shop.shiftedFrom) = (shift, monday + 9 * week)
        watch.run(&shop, days: 15 * 7)
        // None in the days after the shift; one in fifteen weeks there may be by itself.
        #expect(!watch.silences.contains { $0.from > shop.shiftedFrom && $0.from < shop.shiftedFrom + 7 * day })
        #expect(watch.silences.count <= 1)
    }

    @Test("A holiday is told of once, ends by itself, and teaches nothing")
    func holiday() throws {
        var (shop, watch) = (Shop.usual(12), Watch(from: monday))
        let holiday = monday + 6 * week + 2 * day
        watch.run(&shop, days: 8 * 7, closed: { $0 == holiday })
        #expect(watch.silences.count == 1)
        let silence = try #require(watch.silences.first)
        #expect(silence.from > holiday + 9 * hour && silence.from < holiday + 18 * hour)
        let end = try #require(silence.to)
        #expect(end > holiday + day && end < holiday + day + 11 * hour)
        // Two weeks later it is missed on that day as on any other.
        watch.run([], to: watch.now + 18 * hour)
        #expect(watch.silences.count == 2)
    }

    @Test("A session that has been dead for months is still silent, and its habit what it was")
    func deadForLong() {
        var (shop, watch) = (Shop.usual(13), Watch(from: monday))
        watch.run(&shop, days: 6 * 7)
        let known = watch.session.habit.slots.map(\.mean)
        watch.run([], to: watch.now + 100 * day, step: hour)
        #expect(watch.session.standing.has(.silent))
        let changed = zip(known, watch.session.habit.slots.map(\.mean)).filter { $0 != $1 }.count
        #expect(changed < 6, "\(changed) hours were learned before the silence was certain")
    }

    @Test("What is remembered makes the same habit again, in little room")
    func memory() throws {
        var (shop, watch) = (Shop.busy(14), Watch(from: monday))
        watch.run(&shop, days: 10)
        watch.run([], to: watch.now + 10 * hour)
        let json = try JSONValue(parsing: try #require(watch.session.habit.json).text)
        #expect(Habit(json) == watch.session.habit)
        #expect(json.text.utf8.count < 1_000)
        // The array, its header, and what stands in the session itself.
        #expect(MemoryLayout<Habit>.size + 32 + 168 * MemoryLayout<WeekHour>.stride < 1_024)
    }

    @Test("A record that is read again, or late, changes nothing that is learned")
    func readAgain() {
        var (shop, once) = (Shop.usual(15), Watch(from: monday))
        once.run(&shop, days: 7)
        var (again, twice) = (Shop.usual(15), Watch(from: monday))
        for _ in 0..<7 {
            let times = again.messages(on: twice.now)
            // Of each record its neighbours are read again behind it.
            let doubled = times.indices.flatMap { [times[$0], times[max(0, $0 - 1)], times[$0]] }.sorted()
            twice.run(doubled, to: twice.now + day)
        }
        #expect(once.session.habit == twice.session.habit)
    }

    @Test("The false alarms of two dozen shops in two months are few")
    func falseAlarms() {
        var (alarms, weeks) = (0, 0)
        for seed in UInt64(100)..<112 {
            for make in [Shop.usual, Shop.busy] {
                var (shop, watch) = (make(seed), Watch(from: monday))
                watch.run(&shop, days: 9 * 7, step: 30 * minute)
                alarms += watch.silences.count
                weeks += 8
            }
        }
        #expect(alarms * 25 <= weeks, "\(alarms) in \(weeks) weeks of shops")
    }
}
