import Pipeline
import Synchronization
import Testing

@Suite("A replay's pace")
struct PacerTests {
    /// Nanoseconds that a test moves by hand.
    private final class Clock: Sendable {
        private let now = Mutex<Int64>(0)
        func read() -> Int64 { now.withLock { $0 } }
        func move(_ duration: Duration) { now.withLock { $0 += Int64(duration / .nanoseconds(1)) } }
    }

    @Test("Lanes share the rate: each batch waits for the time of those before it")
    func shared() {
        let clock = Clock()
        let pacer = Pacer(rate: 100) { clock.read() }
        #expect(pacer.delay(for: 50) == .zero)
        #expect(pacer.delay(for: 50) == .milliseconds(500))
        #expect(pacer.delay(for: 10) == .seconds(1))
        clock.move(.milliseconds(1_100))
        #expect(pacer.delay(for: 1) == .zero)
    }

    @Test("What was not used is not saved up for a burst")
    func unsaved() {
        let clock = Clock()
        let pacer = Pacer(rate: 10) { clock.read() }
        clock.move(.seconds(60))
        #expect(pacer.delay(for: 10) == .zero)
        #expect(pacer.delay(for: 10) == .seconds(1))
    }

    @Test("Over a minute the rate is what was asked for", arguments: [1, 7, 250, 100_000])
    func rate(_ rate: Int) {
        let clock = Clock()
        let pacer = Pacer(rate: rate) { clock.read() }
        var records = 0
        while clock.read() < 60_000_000_000 {
            clock.move(pacer.delay(for: max(1, rate / 4)))
            if clock.read() < 60_000_000_000 { records += max(1, rate / 4) }
        }
        #expect(abs(Double(records) / 60 - Double(rate)) <= max(1, Double(rate) / 100))
    }
}
