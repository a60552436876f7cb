import Glibc
import Synchronization
import TestSupport

/// The operator's tool as a process, on a bench's servers; what it writes goes to files, so that a kill leaves it to be read.
final class ToolProcess: Sendable {
    /// Its number.
    let pid: pid_t
    /// What it was told.
    let words: [String]
    private let file: String
    private let state = Mutex<Shell.End?>(nil)

    /// Starts `zapline` with these words.
    init(_ words: [String], on bench: FaultBench, environment: [String: String] = [:]) throws {
        let warden = try Warden.shared()
        self.words = words
        file = "\(warden.folder)/\(bench.prefix)zapline.\(Self.number.add(1, ordering: .relaxed).newValue)"
        let script = #"exec "$@" > "$0.out" 2> "$0.err""#
        let child = try Shell.start(
            ["/bin/sh", "-c", script, file, Shell.product("zapline")] + words,
            environment: Self.settings(bench).merging(environment) { $1 })
        close(child.output)
        pid = child.pid
        warden.watch(pid)
    }

    private static let number = Atomic(0)

    private static func settings(_ bench: FaultBench) -> [String: String] {
        [
            "DATABASE_URL": bench.consumersDatabaseURL, "KAFKA_BOOTSTRAP_SERVERS": bench.consumersBootstrapServers,
            "ZAPLINE_TOPIC_PREFIX": bench.prefix, "LOGNAME": "ana",
        ]
    }

    /// What it wrote to standard output.
    var output: String { FileText.read(file + ".out") }
    /// What it wrote to standard error.
    var errors: String { FileText.read(file + ".err") }
    /// Both, for an issue.
    var said: String { "zapline \(words.joined(separator: " ")): \(output.suffix(2_000))\n\(errors.suffix(2_000))" }

    /// SIGKILL; returns when it is gone.
    func kill() {
        signal(SIGKILL)
        while end == nil { _ = poll(nil, 0, 1) }
    }

    /// What Ctrl-C does.
    func interrupt() { signal(SIGINT) }

    private func signal(_ number: Int32) {
        state.withLock { if $0 == nil { _ = Glibc.kill(pid, number) } }
    }

    /// How it ended, nil while it runs.
    var end: Shell.End? {
        state.withLock { state in
            if let state { return state }
            var status: Int32 = 0
            guard unsafe waitpid(pid, &status, WNOHANG) == pid else { return nil }
            state = status & 0x7F == 0 ? .code((status >> 8) & 0xFF) : .signal(status & 0x7F)
            (try? Warden.shared())?.forget(pid)
            return state
        }
    }

    /// Waits for its end, at most `limit`, and kills it where it doesn't come; nil then.
    func waitForEnd(within limit: Duration = .seconds(120)) async -> Shell.End? {
        if await eventually(within: limit, { end != nil }) { return end }
        kill()
        return nil
    }
}
