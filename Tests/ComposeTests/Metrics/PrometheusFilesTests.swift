import FoundationEssentials
import TestSupport
import Testing
import Topics

@Suite("compose/prometheus")
struct PrometheusFilesTests {
    static let promtool = "/usr/bin/promtool"
    static let hasPromtool = FileManager.default.isExecutableFile(atPath: promtool)

    static func promtool(_ words: String...) throws -> (output: String, end: Shell.End) {
        try Shell.start([promtool] + words, environment: ["PATH": "/usr/bin:/bin"]).wait()
    }

    @Test("Every alert says how grave it is, since when, what is wrong and where to read on")
    func alerts() throws {
        let alerts = try RuleFile.alerts()
        #expect(alerts.count > 20)
        #expect(Set(alerts.map(\.name)).count == alerts.count)
        for alert in alerts {
            #expect(alert.name.hasPrefix("Zapline"))
            #expect(["critical", "warning"].contains(alert.node["labels"]?["severity"]?.text ?? ""), "\(alert.name)")
            #expect(alert.node["for"]?.text != nil, "\(alert.name)")
            #expect(
                !alert.annotation("summary").isEmpty && !alert.annotation("summary").hasSuffix("."), "\(alert.name)")
            #expect(alert.annotation("description").hasSuffix("."), "\(alert.name)")
            #expect(alert.annotation("runbook") == "README.md#\(alert.name.lowercased())")
        }
    }

    @Test("README.md has an entry for every alert, with something to look at and to run, and for no other")
    func runbook() throws {
        let lines = try ComposeFolder.text("README.md").split(separator: "\n").filter { $0.contains("</a>`Zapline") }
        var told: [String] = []
        for line in lines {
            let name = try #require(
                line.firstMatch(of: /<a id="([a-z]+)"><\/a>`(Zapline[A-Za-z]+)` \((critical|warning)\)/))
            #expect(name.output.1 == name.output.2.lowercased())
            let alert = try #require(try RuleFile.alerts().first { $0.name == name.output.2 })
            #expect(alert.node["labels"]?["severity"]?.text == String(name.output.3))
            told.append(alert.name)
            let cells = line.split(separator: "|").map { $0.trimmingPrefix(while: \.isWhitespace) }.filter {
                !$0.isEmpty
            }
            #expect(cells.count == 4 && cells[3].hasPrefix("`"), "\(alert.name)")
        }
        #expect(told == (try RuleFile.alerts().map(\.name)))
    }

    @Test("Prometheus takes the configuration and the rules", .enabled(if: hasPromtool, "promtool is not installed"))
    func check() throws {
        let config = try Self.promtool("check", "config", ComposeFolder.path("compose/prometheus/prometheus.yml"))
        #expect(config.end == .code(0), "\(config.output)")
        let rules = try Self.promtool("check", "rules", "--lint-fatal", RuleFile.path)
        #expect(rules.end == .code(0), "\(rules.output)")
    }

    @Test("The rules' own tests pass", .enabled(if: hasPromtool, "promtool is not installed"))
    func unitTests() throws {
        let result = try Self.promtool(
            "test", "rules", ComposeFolder.path("compose/prometheus/alerts_test.yml"),
            ComposeFolder.path("compose/prometheus/alerts_day_test.yml"))
        #expect(result.end == .code(0), "\(result.output)")
    }

    @Test("They see every alert fire")
    func everyAlertFires() throws {
        let tests = try ComposeFolder.text("compose/prometheus/alerts_test.yml")
        for alert in try RuleFile.alerts() {
            #expect(tests.contains("{labels: '{alertname=\"\(alert.name)\"}', value: 1}"), "\(alert.name)")
        }
    }

    @Test(
        "Each service is scraped where it listens, by the name that it has in the network",
        arguments: ComposeFileTests.consumers)
    func targets(name: String) throws {
        let file = try YAMLReader.read(
            Array(try ComposeFolder.text("compose/prometheus/prometheus.yml").utf8), file: "prometheus.yml")
        let job = try #require(file["scrape_configs"]?.items?.first { $0["job_name"]?.text == name })
        let discovery = try #require(job["dns_sd_configs"]?.items?.first)
        #expect(discovery["names"]?.items?.map(\.text) == [name])
        #expect(discovery["port"]?.text == (try ComposeFolder.defaultPort(of: name)))
        #expect(file["rule_files"]?.items?.map(\.text) == ["alerts.yml"])
    }
}
