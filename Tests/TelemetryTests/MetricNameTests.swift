import Telemetry
import Testing

@Suite("Names follow Prometheus' grammar, and what doesn't is refused at start")
struct MetricNameTests {
    let metrics = Metrics()

    @Test(
        "Bad counter names",
        arguments: ["", "_", "1_total", "a-b_total", "a b_total", "á_total", "records", "a.b_total", "x_total\n"])
    func counterNames(name: String) {
        let error = #expect(throws: MetricsError.self) { try metrics.counter(name, help: "x") }
        #expect(error?.code == .badName)
        #expect(metrics.render().isEmpty)
    }

    @Test(
        "Names that would clash with a histogram's or a counter's",
        arguments: ["a_total", "a_sum", "a_count", "a_bucket"])
    func suffixes(name: String) {
        #expect(throws: MetricsError.self) { try metrics.gauge(name, help: "x") }
        #expect(throws: MetricsError.self) { try metrics.histogram(name, help: "x") }
    }

    @Test("Bad label names", arguments: ["", "1a", "a-b", "__name", "a:b", "ü"])
    func labelNames(label: String) {
        let error = #expect(throws: MetricsError.self) { try metrics.gauges("a", help: "x", labels: [label]) }
        #expect(error?.code == .badLabel)
    }

    @Test("A label stands once, and le is the histogram's")
    func reservedLabels() throws {
        #expect(throws: MetricsError.self) { try metrics.gauges("a", help: "x", labels: ["b", "b"]) }
        #expect(throws: MetricsError.self) { try metrics.histograms("a", help: "x", labels: ["le"]) }
        _ = try metrics.gauges("a", help: "x", labels: ["le"])
    }

    @Test("There is help, and bounds rise")
    func helpAndBuckets() {
        #expect(throws: MetricsError.self) { try metrics.gauge("a", help: "") }
        for buckets in [[], [1, 1], [2, 1], [1, .infinity], [.nan]] as [[Double]] {
            let error = #expect(throws: MetricsError.self) { try metrics.histogram("a", help: "x", buckets: buckets) }
            #expect(error?.code == .badBuckets)
        }
    }

    @Test("The error names the metric and the rule")
    func message() {
        let error = #expect(throws: MetricsError.self) { try metrics.counter("records", help: "x") }
        #expect(error?.description == "metric 'records': counters end in _total, and nothing else does")
    }
}
