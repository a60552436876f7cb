import Kafka
import Testing

@testable import HealthMonitor

@Suite("The horizon")
struct HorizonTests {
    let one = TopicPartition("whatsapp.lifecycle", 0)
    let two = TopicPartition("whatsapp.messages", 0)

    @Test("Nothing is known without partitions, or before each was read to an end")
    func unknown() {
        var horizon = Horizon()
        #expect(horizon.moment == nil)
        horizon.add(one, at: 0)
        horizon.add(two, at: 0)
        horizon.look([one: 0, two: 5], taken: start)
        #expect(horizon.moment == nil)
        horizon.advance(two, to: 4)
        #expect(horizon.moment == nil)
        horizon.advance(two, to: 5)
        #expect(horizon.moment == start)
    }

    @Test("The least of all partitions counts")
    func least() {
        var horizon = Horizon()
        horizon.add(one, at: 3)
        horizon.add(two, at: 3)
        horizon.look([one: 3, two: 3], taken: start)
        horizon.look([one: 3], taken: start + second)
        #expect(horizon.moment == start)
        horizon.look([two: 3], taken: start + 2 * second)
        #expect(horizon.moment == start + second)
    }

    @Test("Under steady traffic the oldest look counts once it is reached")
    func steady() {
        var horizon = Horizon()
        horizon.add(one, at: 0)
        for tick in 0..<10 {
            // The end is always ahead of us by three ticks.
            horizon.look([one: Int64(tick + 3)], taken: start + Int64(tick) * second)
            horizon.advance(one, to: Int64(tick))
        }
        #expect(horizon.moment == start + 4 * second)
    }

    @Test("A partition that can't be asked holds the horizon where it was")
    func unreachable() {
        var horizon = Horizon()
        horizon.add(one, at: 1)
        horizon.look([one: 1], taken: start)
        horizon.look([:], taken: start + minute)
        #expect(horizon.moment == start)
    }

    @Test("A look at another partition, or an older position, changes nothing")
    func others() {
        var horizon = Horizon()
        horizon.add(one, at: 9)
        horizon.look([two: 0], taken: start)
        horizon.advance(two, to: 5)
        horizon.advance(one, to: 3)
        #expect(horizon.moment == nil)
        #expect(horizon.partitions == [one])
        horizon.look([one: 9], taken: start)
        #expect(horizon.moment == start)
    }

    @Test("A clock that is set back takes the horizon with it, since a later one would seem fresh for long")
    func clockSetBack() {
        var horizon = Horizon()
        horizon.add(one, at: 1)
        horizon.look([one: 1], taken: start + 60 * minute)
        horizon.look([one: 1], taken: start)
        #expect(horizon.moment == start)
    }
}
