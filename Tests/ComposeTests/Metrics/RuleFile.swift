import Topics

/// compose/prometheus/alerts.yml.
enum RuleFile {
    /// An alert.
    struct Alert {
        let node: YAMLNode
        var name: String { node["alert"]?.text ?? "" }
        var expression: String { node["expr"]?.text ?? "" }
        func annotation(_ name: String) -> String { node["annotations"]?[name]?.text ?? "" }
    }

    static let path = ComposeFolder.path("compose/prometheus/alerts.yml")

    static func alerts() throws -> [Alert] {
        let file = try YAMLReader.read(
            Array(try ComposeFolder.text("compose/prometheus/alerts.yml").utf8), file: "alerts.yml")
        return (file["groups"]?.items ?? []).flatMap { $0["rules"]?.items ?? [] }.map(Alert.init)
    }
}

/// The names of metrics in an expression of Prometheus' language.
func metricNames(in expression: String) -> Set<String> {
    Set(expression.matches(of: /\b(zapline|process)_[a-z0-9_]+/).map { String($0.output.0) })
}
