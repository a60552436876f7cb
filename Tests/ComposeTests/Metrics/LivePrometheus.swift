import FoundationEssentials
import Glibc
import JSON
import TestSupport

/// A Prometheus of a test's own that scrapes every second, with our rules.
final class LivePrometheus {
    static let program = "/usr/bin/prometheus"
    static let isThere = FileManager.default.isExecutableFile(atPath: program)

    private let folder: String
    private let port: UInt16
    private let child: Shell.Child

    init(scraping ports: [String: UInt16]) throws {
        folder =
            FileManager.default.temporaryDirectory.path + "/zapline-prometheus-\(UInt64.random(in: 0...UInt64.max))"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        port = UInt16(FreePorts.pick(1)[0])
        let jobs = ports.map { name, port in
            "  - {job_name: \(name), static_configs: [{targets: [\"127.0.0.1:\(port)\"]}]}\n"
        }
        let config = """
            global: {scrape_interval: 1s, scrape_timeout: 1s, evaluation_interval: 1s}
            rule_files: ["\(RuleFile.path)"]
            scrape_configs:
            \(jobs.joined())
            """
        try Data(config.utf8).write(to: URL(filePath: folder + "/prometheus.yml"))
        child = try Shell.start(
            [
                Self.program, "--config.file=\(folder)/prometheus.yml", "--storage.tsdb.path=\(folder)/data",
                "--web.listen-address=127.0.0.1:\(port)", "--log.level=error",
            ], environment: ["PATH": "/usr/bin:/bin", "HOME": folder])
    }

    /// Ends it; what it had to say of its configuration, if anything.
    func stop() -> String {
        kill(child.pid, SIGTERM)
        let output = child.wait().output
        try? FileManager.default.removeItem(atPath: folder)
        return output
    }

    private func get(_ path: String) -> JSONValue? {
        guard let client = try? HTTPClient(port: port), let answer = try? client.ask("GET", path) else { return nil }
        return try? JSONValue(parsing: Array(answer.body.utf8))
    }

    /// The answer to a question now; nil where Prometheus doesn't understand it.
    func query(_ expression: String) -> [JSONValue]? {
        let answer = get("/api/v1/query?query=\(Self.encoded(expression))")
        guard answer?["status"]?.string == "success" else { return nil }
        return answer?["data"]?["result"]?.array ?? []
    }

    /// The first sample's value.
    func value(_ expression: String) -> Double? {
        query(expression)?.first?["value"]?.array?.last?.string.flatMap { Double($0) }
    }

    /// The rules that couldn't be evaluated, or weren't yet.
    func illRules() -> [String] {
        let groups = get("/api/v1/rules")?["data"]?["groups"]?.array ?? []
        let rules = groups.flatMap { $0["rules"]?.array ?? [] }
        return rules.isEmpty
            ? ["none are loaded"] : rules.filter { $0["health"]?.string != "ok" }.compactMap { $0["name"]?.string }
    }

    private static func encoded(_ text: String) -> String {
        text.utf8.map { byte in
            let isPlain = (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
            let digits = String(byte, radix: 16, uppercase: true)
            return isPlain ? String(UnicodeScalar(byte)) : "%" + (digits.count == 1 ? "0" : "") + digits
        }.joined()
    }
}
