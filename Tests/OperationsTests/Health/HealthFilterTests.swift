import HealthMonitor
import JSON
import Service
import Testing

@testable import Operations

@Suite("Filters of the health board")
struct HealthFilterTests {
    private func shown(_ values: [String: [String]], _ said: [Said] = Said.day) -> [String] {
        let filter = HealthFilter(Invocation(values: values))
        return HealthBoard(said).picture(at: noon).rows.filter(filter.shows).map(\.subject)
    }

    private func code(_ values: [String: [String]], _ said: [Said] = Said.day) -> ExitCode {
        HealthBoard(said).picture(at: noon).exitCode(HealthFilter(Invocation(values: values)))
    }

    @Test("Each alone, and all together")
    func shows() {
        #expect(shown([:]).count == Said.day.count)
        #expect(shown(["kind": ["pipeline", "monitor"]]) == ["monitor/m-1", "pipeline/canary"])
        #expect(shown(["verdict": ["down"]]) == ["session/loja-centro"])
        #expect(shown(["subject": ["session/*a"]]) == ["session/padaria", "session/oficina"])
        #expect(shown(["reason": ["pending", "banned"]]) == ["session/loja-centro", "session/padaria"])
        #expect(shown(["kind": ["session"], "verdict": ["ok"], "subject": ["*/o*"]]) == ["session/oficina"])
    }

    @Test(
        "Patterns",
        arguments: [
            ("*", "session/a", true), ("session/*", "session/a/b", true), ("*/3", "consumer/x/y/3", true),
            ("*/3", "consumer/x/y/13", false), ("session/?", "session/a", true), ("session/?", "session/ab", false),
            ("session/a", "session/a", true), ("session/a", "session/ab", false), ("a*b*c", "aXbYbZc", true),
            ("a*b*c", "aXbYbZ", false), ("**", "", true), ("", "", true), ("", "x", false),
            ("*x", "aaaaaaaaaaaaaaaay", false),
        ])
    func patterns(pattern: String, name: String, fits: Bool) {
        #expect(SubjectPattern(pattern).matches(name) == fits)
    }

    @Test("The exit code goes by what was asked for")
    func codes() {
        #expect(code([:]) == .found)
        #expect(code(["kind": ["pipeline"]]) == .done)
        #expect(code(["verdict": ["down"]]) == .found)
        #expect(code(["verdict": ["down"], "kind": ["consumer"]]) == .done)
        #expect(code(["reason": ["flapping"]]) == .done)
        #expect(code(["subject": ["session/oficina"]]) == .done)
    }

    @Test("A subject that was named and isn't there is not well")
    func missing() {
        #expect(code(["subject": ["session/nobody"]]) == .found)
        #expect(code(["subject": ["session/oficina", "session/nobody"]]) == .found)
    }

    @Test("No filter makes a dead monitor well")
    func dead() {
        #expect(code(["verdict": ["down"]], [.heartbeat(500), Said(subject: "session/a")]) == .found)
        #expect(code(["kind": ["consumer"]], []) == .found)
    }
}
