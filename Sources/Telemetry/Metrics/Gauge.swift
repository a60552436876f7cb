/// A number that goes up and down. Setting takes no lock and no memory.
package final class Gauge: Instrument, WritableInstrument {
    private let number = AtomicDouble()

    init() {}

    /// What it stands at.
    package var value: Double { number.value }

    /// Sets it.
    package func set(_ value: Double) { number.store(value) }

    /// Sets it.
    package func set(_ value: some BinaryInteger) { number.store(Double(value)) }

    /// Sets it to 1 or 0.
    package func set(_ flag: Bool) { number.store(flag ? 1 : 0) }

    /// Moves it.
    package func add(_ amount: Double) { number.add(amount) }

    func write(into text: inout Exposition, _ description: MetricDescription, _ values: [String]) {
        text.sample(description.name, description.labels, values, value)
    }
}
