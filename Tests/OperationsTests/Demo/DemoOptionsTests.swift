import Service
import Testing

@testable import Operations

@Suite("The options of a demo")
struct DemoOptionsTests {
    func options(_ values: [String: [String]]) throws -> DemoOptions {
        try DemoOptions(Invocation(path: ["demo"], values: values))
    }

    @Test("Without any: 200,000 events of 100 sessions, and a seed that is drawn")
    func defaults() throws {
        let options = try options([:])
        #expect(options.events == 200_000)
        #expect(options.sessions == 100)
        #expect(!options.stays && !options.isPlain && !options.isColourless)
    }

    @Test("Each as it was given")
    func given() throws {
        let options = try options([
            "events": ["5"], "sessions": ["2"], "seed": ["9"], "stay": [""], "plain": [""], "no-color": [""],
        ])
        #expect((options.events, options.sessions, options.seed) == (5, 2, 9))
        #expect(options.stays && options.isPlain && options.isColourless)
    }

    @Test(
        "Numbers that are none, or too small or large, are refused",
        arguments: [
            ("events", "0"), ("events", "-1"), ("events", "x"), ("events", "99999999999999999999"), ("sessions", "0"),
            ("sessions", "1.5"), ("seed", "-1"), ("seed", ""),
        ])
    func refused(name: String, value: String) {
        #expect(throws: UsageError.self) { try options([name: [value]]) }
    }

    @Test("Every option that is read is in the command, and so in its help")
    func documented() {
        #expect(
            DemoOptions.command.options.map(\.name) == ["events", "sessions", "seed", "stay", "plain", "no-color"])
    }
}
