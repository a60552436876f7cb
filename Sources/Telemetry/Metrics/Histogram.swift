internal import Synchronization

/// How often a value fell below each of some bounds. Observing takes no lock and no memory.
package final class Histogram: Instrument, WritableInstrument {
    private final class Cell: Sendable {
        let count = Atomic<UInt64>(0)
    }

    private let bounds: [Double]
    private let cells: [Cell]
    private let sum = AtomicDouble()

    /// Bounds for stretches of time between half a millisecond and a minute, in seconds.
    package static let seconds: [Double] = [
        0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60,
    ]

    init(bounds: [Double]) {
        self.bounds = bounds
        cells = (0...bounds.count).map { _ in Cell() }
    }

    /// How many values were observed.
    package var count: UInt64 { cells.reduce(0) { $0 &+ $1.count.load(ordering: .relaxed) } }

    /// Counts a value; nothing where it is no number.
    package func observe(_ value: Double) { observe(value, times: 1) }

    /// Counts a value that was seen so many times; nothing where it is no number, or was seen at no time.
    package func observe(_ value: Double, times: Int) {
        guard !value.isNaN, times > 0 else { return }
        cells[place(of: value)].count.wrappingAdd(UInt64(times), ordering: .relaxed)
        sum.add(value * Double(times))
    }

    /// Counts a stretch of time, in seconds.
    package func observe(_ duration: Duration) { observe(duration.seconds) }

    /// The first bound that is not below the value; behind the last one where there is none.
    private func place(of value: Double) -> Int {
        var low = 0
        var high = bounds.count
        while low < high {
            let middle = (low + high) / 2
            if bounds[middle] < value { low = middle + 1 } else { high = middle }
        }
        return low
    }

    func write(into text: inout Exposition, _ description: MetricDescription, _ values: [String]) {
        var total: UInt64 = 0
        for (index, cell) in cells.enumerated() {
            total &+= cell.count.load(ordering: .relaxed)
            let bound = index < bounds.count ? Exposition.number(bounds[index]) : "+Inf"
            text.sample(description.name + "_bucket", description.labels + ["le"], values + [bound], Double(total))
        }
        text.sample(description.name + "_sum", description.labels, values, sum.value)
        // From the same reading as the buckets: a scrape between two observations must not contradict itself.
        text.sample(description.name + "_count", description.labels, values, Double(total))
    }

    static func check(_ bounds: [Double], of name: String) throws(MetricsError) {
        let rises = zip(bounds, bounds.dropFirst()).allSatisfy { $0 < $1 }
        guard !bounds.isEmpty, rises, bounds.allSatisfy(\.isFinite) else {
            throw MetricsError(.badBuckets, name, "bounds are finite and rise")
        }
    }
}
