import Glibc
import TestSupport
import Testing

@Suite("The program, seen from outside")
struct ProcessTests {
    static func run(_ words: String..., environment: [String: String] = [:]) throws -> (output: String, end: Shell.End)
    {
        try Shell.start([Shell.product("zapline")] + words, environment: environment).wait()
    }

    @Test("Exit codes are those of the help")
    func exitCodes() throws {
        #expect(try Self.run("--version").end == .code(0))
        #expect(try Self.run("nonsense").end == .code(64))
        #expect(try Self.run("schema", "check").end == .code(78))
        let missing = ["DATABASE_URL": "postgresql://u@127.0.0.1:1/x"]
        #expect(try Self.run("schema", "check", environment: missing).end == .code(69))
        #expect(try Self.run("doctor", environment: missing).end == .code(1))
    }

    @Test("A dry run at the end of its input ends well; what it can't read is 1")
    func dryRun() throws {
        #expect(try Self.run("publish", "--dry-run", "-").end == .code(0))
        #expect(try Self.run("publish", "--dry-run", "/nonexistent").end == .code(1))
    }

    @Test("SIGTERM ends a command that waits for a server at once", .timeLimit(.minutes(5)))
    func stops() throws {
        let silence = try SilentServer()
        let child = try Shell.start(
            [Shell.product("zapline"), "schema", "check"],
            environment: ["DATABASE_URL": "postgresql://u@127.0.0.1:\(silence.port)/x"])
        silence.waitForClient()
        kill(child.pid, SIGTERM)
        #expect(child.wait().end == .signal(SIGTERM))
    }

    @Test("The completion scripts are scripts", arguments: ["bash"])
    func completion(_ shell: String) throws {
        let script = "source <('\(Shell.product("zapline"))' completion \(shell)) && complete -p zapline"
        #expect(try Shell.output(shell, script).contains("zapline"))
    }
}
