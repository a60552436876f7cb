internal import Synchronization

/// The metrics of a process, by name, and their text for a scrape.
///
/// Instruments are made at start and kept by those who count with them. Asking again for a name gives the same
/// instrument, so that two parts may share one; a different kind, help or label set under that name is an error.
package final class Metrics: Sendable {
    private let families = Mutex<[String: any Renderable]>([:])

    /// No metric yet.
    package init() {}

    /// A counter with labels that never change. Its name ends in `_total`.
    package func counter(
        _ name: String, help: String, labels: KeyValuePairs<String, String> = [:]
    ) throws(MetricsError) -> Counter {
        try counters(name, help: help, labels: labels.map(\.key), limit: .max).child(values: labels.map(\.value))
    }

    /// A gauge with labels that never change.
    package func gauge(
        _ name: String, help: String, labels: KeyValuePairs<String, String> = [:]
    ) throws(MetricsError) -> Gauge {
        try gauges(name, help: help, labels: labels.map(\.key), limit: .max).child(values: labels.map(\.value))
    }

    /// A histogram with labels that never change.
    package func histogram(
        _ name: String, help: String, buckets: [Double] = Histogram.seconds, labels: KeyValuePairs<String, String> = [:]
    ) throws(MetricsError) -> Histogram {
        try histograms(name, help: help, buckets: buckets, labels: labels.map(\.key), limit: .max)
            .child(values: labels.map(\.value))
    }

    /// Counters of one name, at most `limit` of them and one for the rest.
    package func counters(
        _ name: String, help: String, labels: [String], limit: Int = 100
    ) throws(MetricsError) -> Family<Counter> {
        let description = try MetricDescription(.counter, name, help, labels)
        return try register(Family(description, limit: limit) { Counter() })
    }

    /// Gauges of one name, at most `limit` of them and one for the rest.
    package func gauges(
        _ name: String, help: String, labels: [String], limit: Int = 100
    ) throws(MetricsError) -> Family<Gauge> {
        let description = try MetricDescription(.gauge, name, help, labels)
        return try register(Family(description, limit: limit) { Gauge() })
    }

    /// Histograms of one name, at most `limit` of them and one for the rest.
    package func histograms(
        _ name: String, help: String, buckets: [Double] = Histogram.seconds, labels: [String], limit: Int = 100
    ) throws(MetricsError) -> Family<Histogram> {
        let description = try MetricDescription(.histogram, name, help, labels, buckets: buckets)
        try Histogram.check(buckets, of: name)
        return try register(Family(description, limit: limit) { Histogram(bounds: buckets) })
    }

    /// A gauge that is read when it is scraped; nil leaves it out of that scrape.
    package func gauge(
        _ name: String, help: String, read: @escaping @Sendable () -> Double?
    ) throws(MetricsError) {
        let description = try MetricDescription(.gauge, name, help, [])
        try add(Reading(description) { read().map { [Reading.Sample([], $0)] } ?? [] })
    }

    /// Gauges that are read when they are scraped, with the values of their labels.
    package func gauges(
        _ name: String, help: String, labels: [String], read: @escaping @Sendable () -> [Reading.Sample]
    ) throws(MetricsError) {
        try add(Reading(try MetricDescription(.gauge, name, help, labels), read))
    }

    /// A counter that somebody else keeps and that is read when it is scraped.
    package func counter(
        _ name: String, help: String, read: @escaping @Sendable () -> Double?
    ) throws(MetricsError) {
        let description = try MetricDescription(.counter, name, help, [])
        try add(Reading(description) { read().map { [Reading.Sample([], $0)] } ?? [] })
    }

    /// All of it in Prometheus' text format, sorted by name.
    package func render() -> String {
        let all = families.withLock { $0.values.sorted { $0.description.name < $1.description.name } }
        var text = Exposition()
        for family in all {
            text.header(family.description)
            family.write(into: &text)
        }
        return text.text
    }

    /// What an answer that carries `render()` says of itself.
    package static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    private func register<Child>(_ family: Family<Child>) throws(MetricsError) -> Family<Child> {
        try families.withLock { families throws(MetricsError) in
            guard let found = families[family.description.name] else {
                families[family.description.name] = family
                return family
            }
            guard let same = found as? Family<Child>, same.description == family.description else {
                throw MetricsError(
                    .taken, family.description.name, "is there with another kind, help, label set or bounds")
            }
            return same
        }
    }

    private func add(_ reading: Reading) throws(MetricsError) {
        try families.withLock { families throws(MetricsError) in
            guard families[reading.description.name] == nil else {
                throw MetricsError(.taken, reading.description.name, "is there already")
            }
            families[reading.description.name] = reading
        }
    }
}
