/// A metric that can't be: a name that Prometheus' grammar refuses, or one that is taken. A mistake of ours, met at
/// start.
package struct MetricsError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong.
    package enum Code: String, Hashable, Sendable {
        /// The metric's name breaks the grammar or the conventions.
        case badName
        /// A label's name does, or it is there twice.
        case badLabel
        /// There is no help text.
        case noHelp
        /// The bounds don't rise, or there are none.
        case badBuckets
        /// The name is taken by a metric of another kind, help or label set.
        case taken
    }

    /// What is wrong.
    package var code: Code
    /// The metric.
    package var name: String
    /// What is wrong, in words.
    package var description: String

    init(_ code: Code, _ name: String, _ reason: String) {
        self.code = code
        self.name = name
        description = "metric '\(name)': \(reason)"
    }
}
