/// Prometheus' text format, version 0.0.4.
///
/// Source: https://github.com/prometheus/docs/blob/main/content/docs/instrumenting/exposition_formats.md
struct Exposition {
    private(set) var text = ""

    /// > Only one HELP line may exist for any given metric name. … Only one TYPE line may exist for a given metric
    /// > name. The TYPE line for a metric name must appear before the first sample is reported for that metric name.
    mutating func header(_ description: MetricDescription) {
        text += "# HELP \(description.name) \(Self.escaped(description.help, quote: false))\n"
        text += "# TYPE \(description.name) \(description.kind.rawValue)\n"
    }

    mutating func sample(_ name: String, _ labels: [String], _ values: [String], _ value: Double) {
        text += name
        if !labels.isEmpty {
            let pairs = zip(labels, values).map { "\($0)=\"\(Self.escaped($1, quote: true))\"" }
            text += "{" + pairs.joined(separator: ",") + "}"
        }
        text += " " + Self.number(value) + "\n"
    }

    /// > value is a float represented as required by Go's ParseFloat() function. In addition to standard numerical
    /// > values, NaN, +Inf, and -Inf are valid values.
    static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
        if value == value.rounded(), value.magnitude < 1e15 { return String(Int64(value)) }
        return value.description
    }

    /// > label_value can be any sequence of UTF-8 characters, but the backslash (\), double-quote ("), and line feed
    /// > (\n) characters have to be escaped. … (HELP) the backslash and the line feed characters have to be escaped.
    private static func escaped(_ text: String, quote: Bool) -> String {
        text.unicodeScalars.reduce(into: "") { result, scalar in
            switch scalar {
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\"" where quote: result += "\\\""
            default: result.unicodeScalars.append(scalar)
            }
        }
    }
}
