import Glibc
import Telemetry
import Testing

@Suite("What is kept elsewhere is read at the scrape")
struct ReadingTests {
    let metrics = Metrics()

    @Test("A reading is asked each time, and may have nothing to say")
    func reading() throws {
        let asked = try Metrics().counter("asked_total", help: "How often it was asked.")
        try metrics.gauge("a", help: "A.") {
            asked.increment()
            return asked.value
        }
        try metrics.gauge("b", help: "B.") { nil }
        try metrics.gauges("c", help: "C.", labels: ["p"]) {
            [.init(["0"], 1), .init(["1"], 2), .init(["too", "many"], 3)]
        }
        let samples = metrics.render().split(separator: "\n").filter { !$0.hasPrefix("#") }
        #expect(samples == ["a 1", #"c{p="0"} 1"#, #"c{p="1"} 2"#])
        #expect(metrics.render().contains("a 2\n"))
    }

    @Test("A reading's name is its own")
    func taken() throws {
        try metrics.gauge("a", help: "A.") { 1 }
        #expect(throws: MetricsError.self) { try metrics.gauge("a", help: "A.") { 2 } }
        #expect(throws: MetricsError.self) { try metrics.gauge("a", help: "A.") }
    }

    @Test("The process's own figures are there and make sense")
    func process() throws {
        try metrics.addProcess()
        var figures: [String: Double] = [:]
        for line in metrics.render().split(separator: "\n") where !line.hasPrefix("#") {
            let parts = line.split(separator: " ")
            figures[String(parts[0])] = Double(parts[1])
        }
        #expect((figures["process_resident_memory_bytes"] ?? 0) > 1_000_000)
        #expect((figures["process_open_fds"] ?? 0) >= 3)
        #expect((figures["process_max_fds"] ?? 0) >= (figures["process_open_fds"] ?? 0))
        #expect((figures["process_cpu_seconds_total"] ?? -1) >= 0)
        let start = figures["process_start_time_seconds"] ?? 0
        let now = Double(WallTime.now().microseconds) / 1e6
        #expect(start > 1_700_000_000 && start <= now + 1 && now - start < 86_400)
    }

    @Test("Process figures can be added once")
    func twice() throws {
        try metrics.addProcess()
        #expect(throws: MetricsError.self) { try metrics.addProcess() }
    }
}
