import Testing

@testable import Pipeline

@Suite("Progress is judged, not busyness")
struct WatchdogTests {
    static let (a, b) = (PartitionID(topic: 0, partition: 0), PartitionID(topic: 0, partition: 1))

    static func seconds(_ number: Int64) -> Int64 { number * 1_000_000_000 }

    /// Looks every ten seconds from `start` to `end`; what the last look found.
    static func watch(
        _ dog: inout Watchdog, from start: Int64 = 0, to end: Int64, position: Int64 = 5, logEnd: Int64? = 9
    ) -> [Watchdog.Stall] {
        var found: [Watchdog.Stall] = []
        for time in stride(from: start, through: end, by: 10) {
            found = dog.observe(
                positions: [a: position], ends: logEnd.map { [a: $0] } ?? [:], at: seconds(time))
        }
        return found
    }

    @Test("A partition that stands below its log's end is reported after its time, and claimed again once")
    func stalls() {
        var dog = Watchdog()
        #expect(Self.watch(&dog, to: 20) == [])
        let first = Self.watch(&dog, from: 30, to: 50)
        #expect(first.map(\.partition) == [Self.a] && first.map(\.duration) == [.seconds(50)] && !first[0].isDue)
        #expect(Self.watch(&dog, from: 60, to: 60).map(\.isDue) == [true])
        #expect(Self.watch(&dog, from: 70, to: 300).map(\.isDue) == [false])
        #expect(Self.watch(&dog, from: 310, to: 310).map(\.duration) == [.seconds(310)])
    }

    @Test("That any of several moved, or is gone, is seen")
    func moved() {
        var dog = Watchdog()
        #expect(!dog.hasMoved([Self.a: 5, Self.b: 7]))
        _ = dog.observe(positions: [Self.a: 5, Self.b: 7], ends: [:], at: 0)
        #expect(!dog.hasMoved([Self.a: 5, Self.b: 7]))
        #expect(dog.hasMoved([Self.a: 5, Self.b: 8]))
        #expect(dog.hasMoved([Self.a: 5]))
        #expect(!dog.hasMoved([Self.a: 5, Self.b: 7, PartitionID(topic: 1, partition: 0): 3]))
    }

    @Test("A step, however small, begins anew")
    func progress() {
        var dog = Watchdog()
        _ = Self.watch(&dog, to: 50)
        #expect(Self.watch(&dog, from: 60, to: 80, position: 6) == [])
        #expect(Self.watch(&dog, from: 90, to: 90, position: 6).map(\.duration) == [.seconds(30)])
    }

    @Test("At the log's end there is nothing to do, for however long")
    func idle() {
        var dog = Watchdog()
        #expect(Self.watch(&dog, to: 1_000, logEnd: 5) == [])
        #expect(Self.watch(&dog, from: 1_010, to: 1_020, logEnd: 6) == [], "the clock begins when there is something")
    }

    @Test("Where the log's end isn't known nothing is said")
    func unknown() {
        var dog = Watchdog()
        #expect(Self.watch(&dog, to: 100, logEnd: nil) == [])
    }

    @Test(
        "An outage stops every clock; a partition that is forgotten begins anew; one that is away for a claim does not")
    func pauses() {
        var dog = Watchdog()
        _ = Self.watch(&dog, to: 50)
        dog.pause()
        #expect(Self.watch(&dog, from: 60, to: 80) == [])
        _ = Self.watch(&dog, from: 90, to: 100)
        #expect(dog.observe(positions: [:], ends: [:], at: Self.seconds(110)) == [])
        #expect(Self.watch(&dog, from: 120, to: 120).map(\.duration) == [.seconds(60)])
        dog.forget([Self.a])
        #expect(Self.watch(&dog, from: 130, to: 150) == [])
    }

    @Test("Only partitions that did not move are asked for their log's end")
    func suspects() {
        var dog = Watchdog()
        #expect(dog.suspects([Self.a: 5, Self.b: 7]) == [])
        _ = dog.observe(positions: [Self.a: 5, Self.b: 7], ends: [:], at: 0)
        #expect(dog.suspects([Self.a: 5, Self.b: 8]) == [Self.a])
    }
}
