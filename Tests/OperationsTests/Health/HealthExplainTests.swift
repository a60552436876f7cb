import HealthMonitor
import JSON
import Service
import Testing

@testable import Operations

@Suite("What a reason's code means")
struct HealthExplainTests {
    @Test("Every code is explained, in 80 columns but for commands to copy", arguments: ReasonCode.allCases)
    func each(code: ReasonCode) async throws {
        let result = await Tool().run("health", "explain", code.rawValue)
        #expect(result.code == .done)
        let lines = result.output.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        #expect(lines.first == code.rawValue)
        let run = try #require(lines.firstIndex(of: "Run:"))
        #expect(lines.contains("Look at:"))
        #expect(lines[..<run].allSatisfy { $0.count <= 80 })
        #expect(lines[(run + 1)...].contains { $0.hasPrefix("  ") })
        let json = try JSONValue(parsing: await Tool().run("health", "explain", "--json", code.rawValue).output)
        #expect(json["code"]?.string == code.rawValue)
        #expect(json["meaning"]?.string?.hasSuffix(".") == true)
        #expect(json["run"]?.array?.isEmpty == false)
    }

    @Test("Without a code all of them, a line each")
    func all() async throws {
        let lines = await Tool().run("health", "explain").output.split(separator: "\n")
        #expect(lines.dropFirst().map { String($0.prefix { $0 != " " }) } == ReasonCode.allCases.map(\.rawValue))
        #expect(lines.allSatisfy { $0.count <= 80 })
        let json = try JSONValue(parsing: await Tool().run("health", "explain", "--json").output)
        #expect(json.array?.count == ReasonCode.allCases.count)
    }

    @Test("A code that there isn't is bad usage, with the one that was meant")
    func wrong() async {
        let result = await Tool().run("health", "explain", "canary-lst")
        #expect(result.code == .usage)
        #expect(result.error.contains("did you mean 'canary-lost'?"))
    }
}
