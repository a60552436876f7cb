/// Numbers that are kept elsewhere and read when they are scraped.
package final class Reading: Renderable {
    /// One number and the values of its labels.
    package struct Sample: Hashable, Sendable {
        /// The labels' values, in the order of their names.
        package var values: [String]
        /// The number.
        package var value: Double

        /// A number.
        package init(_ values: [String], _ value: Double) {
            self.values = values
            self.value = value
        }
    }

    let description: MetricDescription
    private let read: @Sendable () -> [Sample]

    init(_ description: MetricDescription, _ read: @escaping @Sendable () -> [Sample]) {
        self.description = description
        self.read = read
    }

    func write(into text: inout Exposition) {
        for sample in read() where sample.values.count == description.labels.count {
            text.sample(description.name, description.labels, sample.values, sample.value)
        }
    }
}
