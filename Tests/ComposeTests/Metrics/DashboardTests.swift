import JSON
import Testing
import Topics

@Suite("compose/grafana")
struct DashboardTests {
    let dashboard: Dashboard

    init() throws { dashboard = try Dashboard() }

    @Test("The dashboard is one, and can't be changed where nobody keeps it")
    func head() throws {
        #expect(dashboard.json["uid"]?.string == "zapline")
        #expect(dashboard.json["title"]?.string == "Zapline")
        #expect((dashboard.json["schemaVersion"]?.int64 ?? 0) >= 36)
        #expect(dashboard.json["editable"]?.bool == false)
        #expect(dashboard.panels.count > 20)
    }

    @Test("Panels have numbers and titles of their own, a unit, and something to show")
    func panels() throws {
        let numbers = dashboard.all.compactMap { $0["id"]?.int64 }
        #expect(numbers.count == dashboard.all.count && Set(numbers).count == numbers.count)
        let titles = dashboard.panels.map(\.title)
        #expect(Set(titles).count == titles.count && !titles.contains(""))
        for panel in dashboard.panels {
            #expect(["stat", "timeseries", "table"].contains(panel.json["type"]?.string ?? ""), "\(panel.title)")
            #expect(panel.json["fieldConfig"]?["defaults"]?["unit"]?.string != nil, "\(panel.title)")
            #expect(!panel.targets.isEmpty && panel.expressions.count == panel.targets.count, "\(panel.title)")
            let letters = panel.targets.compactMap { $0["refId"]?.string }
            #expect(Set(letters).count == panel.targets.count, "\(panel.title)")
        }
    }

    @Test("Panels that show seconds or bytes have that unit")
    func units() {
        for panel in dashboard.panels {
            let unit = panel.json["fieldConfig"]?["defaults"]?["unit"]?.string
            let names = panel.expressions.flatMap { metricNames(in: $0) }
            let isCounted = panel.expressions.contains { $0.contains("cpu_seconds") || $0.contains("build_info") }
            if names.contains(where: { $0.contains("_seconds") }), !isCounted { #expect(unit == "s", "\(panel.title)") }
            if names.contains(where: { $0.hasSuffix("_bytes") }) { #expect(unit == "bytes", "\(panel.title)") }
        }
    }

    @Test("Panels lie beside each other, and not upon each other")
    func places() throws {
        var taken: Set<[Int64]> = []
        for panel in dashboard.all {
            let grid = try #require(panel["gridPos"])
            let (x, y) = (grid["x"]?.int64 ?? -1, grid["y"]?.int64 ?? -1)
            let (width, height) = (grid["w"]?.int64 ?? 0, grid["h"]?.int64 ?? 0)
            #expect(x >= 0 && y >= 0 && width > 0 && height > 0 && x + width <= 24)
            for column in x..<x + width {
                for row in y..<y + height {
                    #expect(taken.insert([column, row]).inserted, "\(panel["title"]?.string ?? "")")
                }
            }
        }
    }

    @Test("Every panel asks the data source that is provisioned")
    func source() throws {
        let file = "compose/grafana/provisioning/datasources/prometheus.yaml"
        let sources = try YAMLReader.read(Array(try ComposeFolder.text(file).utf8), file: file)["datasources"]?.items
        let source = try #require(sources?.first)
        let uid = try #require(source["uid"]?.text)
        #expect(source["url"]?.text == "http://prometheus:9090")
        for panel in dashboard.panels {
            for part in [panel.json] + panel.targets {
                #expect(part["datasource"]?["uid"]?.string == uid, "\(panel.title)")
            }
        }
    }

    @Test("Grafana finds the dashboard where the compose file puts it")
    func provider() throws {
        let file = "compose/grafana/provisioning/dashboards/zapline.yaml"
        let providers = try YAMLReader.read(Array(try ComposeFolder.text(file).utf8), file: file)["providers"]?.items
        let folder = try #require(providers?.first?["options"]?["path"]?.text)
        let grafana = try ComposeFolder.service("grafana")
        #expect(grafana.node["volumes"]?.items?.map(\.text).contains("./grafana/dashboards:\(folder):ro") == true)
        #expect(grafana.environment["GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH"] == "\(folder)/zapline.json")
    }
}
