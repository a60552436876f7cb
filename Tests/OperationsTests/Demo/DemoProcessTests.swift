import Glibc
import TestSupport
import Testing

@testable import Operations

@Suite("A whole demo, as a process", .timeLimit(.minutes(5)), .serialized)
struct DemoProcessTests {
    static func start(_ words: [String]) throws -> Shell.Child {
        var environment = ["PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": "/tmp"]
        environment["LANG"] = "C.UTF-8"
        return try Shell.start([Shell.product("zapline"), "demo", "--plain"] + words, environment: environment)
    }

    /// The processes that the demo `pid` started, by their parents.
    static func children(of pid: pid_t) throws -> [pid_t] {
        try Shell.output("bash", "pgrep -P \(pid) || true").split(separator: "\n").compactMap { pid_t($0) }
    }

    static func family(of pid: pid_t) throws -> [pid_t] {
        let children = try children(of: pid)
        return try children + children.flatMap { try family(of: $0) }
    }

    static func waitUntilGone(_ pids: [pid_t]) async {
        #expect(await eventually(within: .seconds(30)) { pids.allSatisfy { kill($0, 0) != 0 } })
    }

    @Test("Every row of a short one is equal, and nothing is left of it")
    func whole() async throws {
        let (text, end) = try await onOwnThread {
            try Self.start(["--events", "3000", "--sessions", "9", "--seed", "11"]).wait()
        }
        #expect(end == .code(0), "\(text)")
        #expect(text.contains("Every row is as the contract says"))
        #expect(text.contains("zapline.event_archive"))
        #expect(!text.contains("difference"))
        #expect(!text.contains("\u{1B}"))
        #expect(text.split(separator: "\n").allSatisfy { $0.utf8.count <= 130 })
    }

    @Test("A Ctrl-C, and a SIGTERM, stop everything", arguments: [SIGINT, SIGTERM])
    func interrupted(signal: Int32) async throws {
        let (child, family) = try await onOwnThread {
            let child = try Self.start(["--events", "10000000"])
            while let line = child.readLine(), !line.hasPrefix("published") {}
            return (child, try Self.family(of: child.pid))
        }
        #expect(family.count >= 6)
        kill(child.pid, signal)
        let (text, end) = try await onOwnThread { child.wait() }
        #expect(end == .code(1), "\(text)")
        #expect(text.contains("stopped"))
        await Self.waitUntilGone(family)
    }

    @Test("A kill -9 takes its servers and programs with it too")
    func killed() async throws {
        let (child, family) = try await onOwnThread {
            let child = try Self.start(["--events", "10000000"])
            while let line = child.readLine(), !line.hasPrefix("published") {}
            return (child, try Self.family(of: child.pid))
        }
        #expect(family.count >= 6)
        kill(child.pid, SIGKILL)
        #expect(try await onOwnThread { child.wait().end } == .signal(SIGKILL))
        await Self.waitUntilGone(family)
    }

    @Test("A consumer that dies is named, and the demo ends")
    func consumerDies() async throws {
        let (text, end) = try await onOwnThread {
            let child = try Self.start(["--events", "10000000"])
            while let line = child.readLine(), !line.hasPrefix("published") {}
            let name = "status-projecto"
            let found = try Shell.output("bash", "for p in $(pgrep -x \(name)); do echo $p; done")
            let all = Set(found.split(separator: "\n").compactMap { pid_t($0) })
            for pid in try Self.family(of: child.pid) where all.contains(pid) { kill(pid, SIGKILL) }
            return child.wait()
        }
        #expect(end == .code(70))
        #expect(text.contains("status-projector is gone (exit code 137)"), "\(text)")
    }

    @Test("With --stay it says where everything is, and ends with a Ctrl-C and the verdict")
    func stays() async throws {
        let (text, end) = try await onOwnThread {
            let child = try Self.start(["--events", "500", "--sessions", "3", "--stay"])
            var text = ""
            while let line = child.readLine() {
                text += line + "\n"
                if line.hasPrefix("Ctrl-C") { kill(child.pid, SIGINT) }
            }
            let (rest, end) = child.wait()
            return (text + rest, end)
        }
        #expect(end == .code(0), "\(text)")
        #expect(text.contains("psql postgresql://postgres@127.0.0.1:"))
        #expect(text.contains("http://127.0.0.1:"))
    }
}
