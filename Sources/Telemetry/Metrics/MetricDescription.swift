/// A family's name, help and label names, checked by Prometheus' grammar.
///
/// Source: https://prometheus.io/docs/concepts/data_model/ (names), https://prometheus.io/docs/practices/naming/
/// (`_total`).
struct MetricDescription: Hashable, Sendable {
    enum Kind: String, Hashable, Sendable {
        case counter, gauge, histogram
    }

    let kind: Kind
    let name: String
    let help: String
    let labels: [String]
    /// A histogram's bounds.
    let buckets: [Double]

    init(
        _ kind: Kind, _ name: String, _ help: String, _ labels: [String], buckets: [Double] = []
    ) throws(MetricsError) {
        self.kind = kind
        self.buckets = buckets
        self.name = name
        self.help = help
        self.labels = labels
        try checkName()
        guard !help.isEmpty else { throw MetricsError(.noHelp, name, "has no help text") }
        for label in labels { try check(label) }
        guard Set(labels).count == labels.count else { throw MetricsError(.badLabel, name, "has a label name twice") }
    }

    private func checkName() throws(MetricsError) {
        guard Self.isName(name, colons: true) else {
            throw MetricsError(.badName, name, "a name is [a-zA-Z_:][a-zA-Z0-9_:]*")
        }
        guard (kind == .counter) == name.hasSuffix("_total") else {
            throw MetricsError(.badName, name, "counters end in _total, and nothing else does")
        }
        // They would clash with a histogram's own series.
        guard !["_bucket", "_sum", "_count"].contains(where: name.hasSuffix) else {
            throw MetricsError(.badName, name, "_bucket, _sum and _count are a histogram's")
        }
    }

    private func check(_ label: String) throws(MetricsError) {
        guard Self.isName(label, colons: false), !label.hasPrefix("__") else {
            throw MetricsError(
                .badLabel, name, "a label's name is [a-zA-Z_][a-zA-Z0-9_]*, without __ in front: '\(label)'")
        }
        guard kind != .histogram || label != "le" else {
            throw MetricsError(.badLabel, name, "'le' is a histogram's own")
        }
    }

    private static func isName(_ text: String, colons: Bool) -> Bool {
        guard let first = text.utf8.first, !isDigit(first) else { return false }
        return text.utf8.allSatisfy {
            isDigit($0) || isLetter($0) || $0 == UInt8(ascii: "_") || colons && $0 == UInt8(ascii: ":")
        }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
    }
}
