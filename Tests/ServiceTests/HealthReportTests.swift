import HTTPServer
import Service
import Telemetry
import Testing

@Suite("What probes are told")
struct HealthReportTests {
    private func answer(_ path: String, _ report: HealthReport) -> Response? {
        let routes = Endpoints.routes(health: { report }, metrics: Metrics())
        return routes.first { $0.path == path }?.handler(Request(method: "GET", path: path))
    }

    @Test("A restart is asked for only where it would help; readiness is another question")
    func statuses() {
        let cases: [(HealthReport, health: Int, ready: Int, word: String)] = [
            (HealthReport(), 200, 200, "ok"),
            (HealthReport(components: [.init("database"), .init("broker")]), 200, 200, "ok"),
            (HealthReport(components: [.init("broker", .degraded, "away")]), 200, 200, "degraded"),
            (HealthReport(notReady: ["no broker"]), 200, 503, "degraded"),
            (HealthReport(needsRestart: "lane 1 is stuck"), 503, 200, "failed"),
            (
                HealthReport(components: [.init("x", .degraded)], notReady: ["a", "b"], needsRestart: "c"), 503, 503,
                "failed"
            ),
        ]
        for (report, health, ready, word) in cases {
            #expect(answer("/healthz", report)?.status == health)
            #expect(answer("/readyz", report)?.status == ready)
            #expect(report.status == word)
        }
    }

    @Test("The body names every part and every reason")
    func body() {
        let report = HealthReport(
            components: [.init("data\"base", .degraded, "line\nbreak"), .init("broker")],
            notReady: ["no database", "halted"],
            needsRestart: "why")
        #expect(
            String(decoding: report.json, as: UTF8.self)
                == #"{"status":"failed","ready":false,"reasons":["no database","halted"],"needs_restart":"why","components":{"#
                + #""data\"base":{"status":"degraded","text":"line\nbreak"},"broker":{"status":"ok"}}}"# + "\n")
    }

    @Test("There are the three endpoints of the surface, and no others")
    func routes() {
        let routes = Endpoints.routes(health: { HealthReport() }, metrics: Metrics())
        #expect(routes.map(\.path) == ["/healthz", "/readyz", "/metrics"])
        #expect(routes.allSatisfy { $0.method == "GET" && $0.check == nil })
    }
}
