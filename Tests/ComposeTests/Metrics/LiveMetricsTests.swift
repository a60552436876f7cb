import TestSupport
import Testing

@Suite("What the running services show", .timeLimit(.minutes(5)), .serialized)
struct LiveMetricsTests {
    /// The names of the series that an exposition makes.
    static func series(_ exposition: String) -> Set<String> {
        var names: Set<String> = []
        for line in exposition.split(separator: "\n") where line.hasPrefix("# TYPE ") {
            let words = line.split(separator: " ").map(String.init)
            if words[3] == "histogram" {
                names.formUnion(["_bucket", "_sum", "_count"].map { words[2] + $0 })
            } else {
                names.insert(words[2])
            }
        }
        return names
    }

    @Test(
        "Rules and dashboard ask for what is there, promtool finds no fault, and a rejected record's trace is in the log"
    )
    func exposition() async throws {
        let services = try LiveServices(environment: ["ZAPLINE_SESSION_METRICS": "2"])
        var outputs: [String: String] = [:]
        do {
            try services.publish(sessions: 3)
            await expectCounts(services)
            for name in LiveServices.names { outputs[name] = services.metrics(name) }
        }
        let logs = services.stop()
        for (name, output) in outputs { try checkLint(name, output) }
        let known = outputs.values.reduce(into: Set<String>()) { $0.formUnion(Self.series($1)) }
        for alert in try RuleFile.alerts() {
            for metric in metricNames(in: alert.expression) {
                #expect(known.contains(metric), "\(alert.name): \(metric)")
            }
        }
        for expression in try Dashboard().expressions {
            for metric in metricNames(in: expression) { #expect(known.contains(metric), "\(expression): \(metric)") }
        }
        try expectSessions(outputs["health-monitor"] ?? "")
        try expectTrace(logs["message-archiver"] ?? "")
        try expectReadme(known)
    }

    private func expectCounts(_ services: LiveServices) async {
        #expect(await services.reaches(4, "zapline_records_applied_total{pipeline=\"messages\"}", "message-archiver"))
        #expect(await services.reaches(1, "zapline_dead_letters_total{pipeline=\"messages\"}", "message-archiver"))
        #expect(await services.reaches(7, "zapline_visible_seconds_count{pipeline=\"archive\"}", "message-archiver"))
        #expect(await services.reaches(3, "zapline_visible_seconds_count{pipeline=\"status\"}", "status-projector"))
        #expect(await services.reaches(1, "zapline_monitor_active", "health-monitor"))
        #expect(await services.reaches(4, "zapline_consumers{pipeline=\"archive\",verdict=\"ok\"}", "health-monitor"))
        #expect(await services.reaches(3, "zapline_sessions{verdict=\"ok\"}", "health-monitor"))
        #expect(await services.reaches(1, "zapline_monitor_heartbeat_time_seconds", "health-monitor"))
    }

    /// > promtool check metrics: Pass Prometheus metrics over stdin to lint them for consistency and correctness.
    private func checkLint(_ name: String, _ output: String) throws {
        guard PrometheusFilesTests.hasPromtool else { return }
        let script = "printf '%s' \"$1\" | promtool check metrics"
        let result = try Shell.start(["/bin/sh", "-c", script, "sh", output], environment: ["PATH": "/usr/bin:/bin"])
            .wait()
        #expect(result.end == .code(0) && result.output.isEmpty, "\(name): \(result.output)")
        for own in [
            "zapline_build_info{program=\"\(name)\"", "process_cpu_seconds_total ", "process_start_time_seconds ",
        ] {
            #expect(output.contains(own), "\(name): \(own)")
        }
    }

    /// Of as many sessions as were asked for, and no more.
    private func expectSessions(_ output: String) throws {
        let told = output.split(separator: "\n").filter { $0.hasPrefix("zapline_session_verdict{") }
        #expect(
            told == ["zapline_session_verdict{session=\"shop-0\"} 0", "zapline_session_verdict{session=\"shop-1\"} 0"])
    }

    private func expectTrace(_ log: String) throws {
        let line = try #require(log.split(separator: "\n").first { $0.contains("a record went to dead_letters") })
        for part in [LiveServices.trace, "00f067aa0ba902b7", "whatsapp.messages", "invalid-event"] {
            #expect(line.contains(part), "\(line)")
        }
        #expect(!line.contains("messageId"))
    }

    /// README.md names metrics that are there.
    private func expectReadme(_ known: Set<String>) throws {
        let text = try ComposeFolder.text("README.md")
        let start = try #require(text.firstRange(of: "\n## Metrics\n"))
        let end = try #require(text[start.upperBound...].firstRange(of: "\n## "))
        let names = metricNames(in: String(text[start.upperBound..<end.lowerBound]))
        #expect(names.count > 30)
        for name in names { #expect(known.contains(name) || known.contains(name + "_bucket"), "\(name)") }
    }

    @Test(
        "A real Prometheus scrapes them, evaluates every rule, and understands every panel",
        .enabled(if: LivePrometheus.isThere, "prometheus is not installed"))
    func prometheus() async throws {
        let services = try LiveServices()
        defer { _ = services.stop() }
        try services.publish(sessions: 3)
        let prometheus = try LivePrometheus(scraping: services.ports)
        defer {
            let said = prometheus.stop()
            #expect(!said.contains("err="), "\(said)")
        }
        #expect(await eventually(within: .seconds(60)) { prometheus.value("sum(up)") == 3 })
        #expect(await eventually(within: .seconds(60)) { prometheus.value("sum(zapline_monitor_active)") == 1 })
        #expect(
            await eventually(within: .seconds(60)) { prometheus.value(#"sum(zapline_sessions{verdict="ok"})"#) == 3 })
        #expect(
            await eventually(within: .seconds(60)) {
                prometheus.value(#"sum(zapline_visible_seconds_count{pipeline="messages"})"#) ?? 0 >= 4
            })
        #expect(await eventually(within: .seconds(30)) { prometheus.illRules().isEmpty }, "\(prometheus.illRules())")
        for expression in try Dashboard().expressions { #expect(prometheus.query(expression) != nil, "\(expression)") }
        #expect(prometheus.query("sum(") == nil, "what can't be understood is told apart")
    }
}
