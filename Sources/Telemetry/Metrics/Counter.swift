internal import Synchronization

/// A number that only grows. Adding takes no lock and no memory.
package final class Counter: Instrument, WritableInstrument {
    private let whole = Atomic<UInt64>(0)
    private let fraction = AtomicDouble()

    init() {}

    /// The sum so far.
    package var value: Double { Double(whole.load(ordering: .relaxed)) + fraction.value }

    /// One more.
    package func increment() { whole.wrappingAdd(1, ordering: .relaxed) }

    /// `count` more; nothing where it is negative.
    package func add(_ count: Int) {
        guard count > 0 else { return }
        whole.wrappingAdd(UInt64(count), ordering: .relaxed)
    }

    /// A stretch of time more, in seconds; nothing where it is negative.
    package func add(_ duration: Duration) { add(seconds: duration.seconds) }

    /// An amount with a fraction more; nothing where it is negative or no number.
    package func add(seconds amount: Double) {
        guard amount > 0, amount.isFinite else { return }
        fraction.add(amount)
    }

    func write(into text: inout Exposition, _ description: MetricDescription, _ values: [String]) {
        text.sample(description.name, description.labels, values, value)
    }
}
