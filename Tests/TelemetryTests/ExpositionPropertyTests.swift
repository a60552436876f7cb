import Telemetry
import TestSupport
import Testing

/// One sample read back from Prometheus' text format.
private struct Sample: Hashable {
    var name: String
    var labels: [String: String]
    var value: String

    /// Reads `name{label="value",…} value`, or nil where the line is none.
    init?(_ line: Substring) {
        var rest = line[...]
        name = String(rest.prefix { $0 != "{" && $0 != " " })
        rest = rest.dropFirst(name.count)
        labels = [:]
        if rest.first == "{" {
            rest = rest.dropFirst()
            while rest.first != "}" {
                let label = String(rest.prefix { $0 != "=" })
                rest = rest.dropFirst(label.count + 1)
                guard !label.isEmpty, let value = Self.quoted(&rest) else { return nil }
                labels[label] = value
                if rest.first == "," { rest = rest.dropFirst() }
            }
            rest = rest.dropFirst()
        }
        guard rest.first == " " else { return nil }
        value = String(rest.dropFirst())
    }

    private static func quoted(_ rest: inout Substring) -> String? {
        var scalars = rest.unicodeScalars
        guard scalars.popFirst() == "\"" else { return nil }
        var result = String.UnicodeScalarView()
        while let scalar = scalars.popFirst() {
            if scalar == "\"" {
                rest = Substring(scalars)
                return String(result)
            }
            if scalar != "\\" {
                result.append(scalar)
                continue
            }
            switch scalars.popFirst() {
            case "n": result.append("\n")
            case "\\": result.append("\\")
            case "\"": result.append("\"")
            default: return nil
            }
        }
        return nil
    }
}

@Suite("Whatever the labels hold, a scrape can be read back")
struct ExpositionPropertyTests {
    @Test("Every sample comes back with its labels and its value", arguments: 0..<20 as Range<UInt64>)
    func roundTrip(seed: UInt64) throws {
        var random = SeededGenerator(seed)
        let metrics = Metrics()
        let family = try metrics.gauges(
            "zapline_x", help: random.text(upTo: 40) + "x", labels: ["a", "b"], limit: 1_000)
        var expected: [[String: String]: Double] = [:]
        for _ in 0..<50 {
            let labels = [random.text(upTo: 12), random.text(upTo: 12)]
            let value = Double.random(in: -1e12...1e12, using: &random)
            family.child(values: labels).set(value)
            expected[["a": labels[0], "b": labels[1]]] = value
        }
        // A line ends at "\n" alone; "\r" and U+2028 are part of a value.
        let lines = metrics.render().unicodeScalars.split(separator: "\n").map { Substring($0) }
        let samples = lines.filter { !$0.hasPrefix("#") }.compactMap { Sample($0) }
        #expect(samples.count == expected.count)
        #expect(lines.count == expected.count + 2)
        for sample in samples { #expect(expected[sample.labels] == Double(sample.value)) }
    }

    @Test("Histograms add up for any values", arguments: 0..<20 as Range<UInt64>)
    func histograms(seed: UInt64) throws {
        var random = SeededGenerator(seed)
        let metrics = Metrics()
        let histogram = try metrics.histogram("h", help: "H.", buckets: Histogram.seconds)
        let values = (0..<500).map { _ in Double.random(in: -1...90, using: &random) } + Histogram.seconds
        for value in values { histogram.observe(value) }
        let samples = metrics.render().split(separator: "\n").filter { !$0.hasPrefix("#") }.compactMap { Sample($0) }
        for sample in samples where sample.name == "h_bucket" {
            let bound = sample.labels["le"] == "+Inf" ? Double.infinity : Double(sample.labels["le"] ?? "") ?? .nan
            #expect(Int(sample.value) == values.count { $0 <= bound })
        }
        #expect(samples.filter { $0.name == "h_bucket" }.count == Histogram.seconds.count + 1)
        #expect(samples.first { $0.name == "h_count" }?.value == "\(values.count)")
        let sum = Double(samples.first { $0.name == "h_sum" }?.value ?? "") ?? .nan
        #expect(abs(sum - values.reduce(0, +)) < 1e-6)
    }

    @Test("Infinite values fall behind every bound or below the first")
    func infinities() throws {
        let metrics = Metrics()
        let histogram = try metrics.histogram("h", help: "H.", buckets: [1, 2])
        histogram.observe(.infinity)
        #expect(metrics.render().contains("h_bucket{le=\"2\"} 0\nh_bucket{le=\"+Inf\"} 1\nh_sum +Inf\nh_count 1\n"))
        histogram.observe(-.infinity)
        #expect(metrics.render().contains("h_bucket{le=\"1\"} 1\n"))
        #expect(metrics.render().contains("h_sum NaN\n"))
    }

    @Test("Counters take counts of any size without overflowing into a trap")
    func largeCounts() throws {
        let counter = try Metrics().counter("c_total", help: "C.")
        for _ in 0..<4 { counter.add(.max) }
        counter.add(.min)
        counter.add(.seconds(Int64.max))
        #expect(counter.value > 0)
    }
}
