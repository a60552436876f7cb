import JSON

/// compose/grafana/dashboards/zapline.json.
struct Dashboard {
    /// A panel that isn't a row.
    struct Panel {
        let json: JSONValue
        var title: String { json["title"]?.string ?? "" }
        var targets: [JSONValue] { json["targets"]?.array ?? [] }
        var expressions: [String] { targets.compactMap { $0["expr"]?.string } }
    }

    let json: JSONValue

    init() throws {
        json = try JSONValue(parsing: Array(try ComposeFolder.text("compose/grafana/dashboards/zapline.json").utf8))
    }

    var all: [JSONValue] { json["panels"]?.array ?? [] }
    var panels: [Panel] { all.filter { $0["type"]?.string != "row" }.map(Panel.init) }

    /// Every expression, those of annotations too, as Prometheus takes it once Grafana has put its own variables in.
    var expressions: [String] {
        let annotations = (json["annotations"]?["list"]?.array ?? []).compactMap { $0["expr"]?.string }
        return (panels.flatMap(\.expressions) + annotations).map { $0.replacing("$__rate_interval", with: "1m") }
    }
}
