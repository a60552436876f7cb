import Testing
import Threads

@Suite("The clock that only goes forward")
struct MonotonicClockTests {
    @Test("It never goes back")
    func forward() {
        var last = MonotonicClock.nanoseconds
        for _ in 0..<1_000 {
            let now = MonotonicClock.nanoseconds
            #expect(now >= last)
            last = now
        }
    }

    @Test(
        "A duration in nanoseconds; one without a sensible end can still be added to a moment",
        arguments: [
            (Duration.zero, 0), (.nanoseconds(1), 1), (.milliseconds(1_500), 1_500_000_000),
            (.seconds(-2), -2_000_000_000),
            (.seconds(Int64.max), 3_162_240_000_000_000_000), (.seconds(Int64.min), -3_162_240_000_000_000_000),
        ] as [(Duration, Int64)])
    func durations(duration: Duration, nanoseconds: Int64) {
        #expect(MonotonicClock.nanoseconds(duration) == nanoseconds)
    }
}
