import Glibc
import JSON
import Synchronization
import TestSupport

/// One of our programs as a process, on a bench's servers; its log goes to a file.
final class ConsumerProcess: Sendable {
    /// Which program.
    enum Program: String, Sendable, CaseIterable {
        case statusProjector = "status-projector"
        case messageArchiver = "message-archiver"
        case healthMonitor = "health-monitor"

        /// Those that apply events; what is lost or comes twice is theirs.
        static let allCases: [Program] = [.statusProjector, .messageArchiver]
    }

    private struct State {
        var end: Shell.End?
        var isFrozen = false
        var port: UInt16?
    }

    /// Its program.
    let program: Program
    /// Its number.
    let pid: pid_t
    /// The file that holds its log.
    let logFile: String
    private let state = Mutex(State())

    /// Starts it.
    ///
    /// - parameter environment: settings beside those that name the bench's servers, or in their place.
    init(
        _ program: Program, on bench: FaultBench, arguments: [String] = [], environment: [String: String] = [:]
    ) throws {
        let warden = try Warden.shared()
        self.program = program
        logFile =
            "\(warden.folder)/\(bench.prefix)\(program.rawValue).\(Self.number.add(1, ordering: .relaxed).newValue)"
        let words = ["/bin/sh", "-c", #"exec "$@" > "$0" 2>&1"#, logFile, Shell.product(program.rawValue)] + arguments
        let child = try Shell.start(words, environment: Self.settings(bench).merging(environment) { $1 })
        // What it says goes to the file alone.
        close(child.output)
        pid = child.pid
        warden.watch(pid)
    }

    private static let number = Atomic(0)

    private static func settings(_ bench: FaultBench) -> [String: String] {
        [
            "DATABASE_URL": bench.consumersDatabaseURL, "KAFKA_BOOTSTRAP_SERVERS": bench.consumersBootstrapServers,
            "ZAPLINE_TOPIC_PREFIX": bench.prefix, "ZAPLINE_HTTP_LISTEN": "127.0.0.1:0",
            "ZAPLINE_LOG_LEVEL": "info", "ZAPLINE_LOG_FORMAT": "json",
            "KAFKA_SESSION_TIMEOUT_MS": "6000", "KAFKA_HEARTBEAT_INTERVAL_MS": "500",
        ]
    }

    // MARK: - Faults

    /// SIGKILL; returns when it is gone.
    func kill() {
        signal(SIGKILL)
        while end == nil { _ = poll(nil, 0, 1) }
    }

    /// SIGTERM: it is to end by itself, with exit code 0.
    func terminate() { signal(SIGTERM) }

    /// SIGSTOP: it stands still, with its connections open.
    func freeze() {
        state.withLock { $0.isFrozen = true }
        signal(SIGSTOP)
    }

    /// SIGCONT: it wakes, and knows nothing of the time that passed.
    func thaw() {
        signal(SIGCONT)
        state.withLock { $0.isFrozen = false }
    }

    private func signal(_ number: Int32) {
        // A number whose process was waited for may be another's.
        state.withLock { if $0.end == nil { _ = Glibc.kill(pid, number) } }
    }

    // MARK: - What is seen of it

    /// How it ended, nil while it runs.
    var end: Shell.End? {
        state.withLock { state in
            if let end = state.end { return end }
            var status: Int32 = 0
            guard unsafe waitpid(pid, &status, WNOHANG) == pid else { return nil }
            let end: Shell.End = status & 0x7F == 0 ? .code((status >> 8) & 0xFF) : .signal(status & 0x7F)
            state.end = end
            (try? Warden.shared())?.forget(pid)
            return end
        }
    }

    /// Waits for its end, at most `limit`; nil where it still runs.
    func waitForEnd(within limit: Duration = .seconds(60)) async -> Shell.End? {
        _ = await eventually(within: limit) { end != nil }
        return end
    }

    /// Whether it runs and isn't frozen.
    var isAwake: Bool { end == nil && !state.withLock { $0.isFrozen } }
    /// Whether it is frozen.
    var isFrozen: Bool { end == nil && state.withLock { $0.isFrozen } }

    /// The lines that it has logged.
    var log: [Substring] { FileText.read(logFile).split(separator: "\n") }

    /// Where its endpoints listen; nil until it has said so.
    var port: UInt16? {
        if let known = state.withLock({ $0.port }) { return known }
        let address = log.lazy.compactMap { (try? JSONValue(parsing: Array($0.utf8)))?["http.address"]?.string }.first
        let found = address?.split(separator: ":").last.flatMap { UInt16($0) }
        state.withLock { $0.port = found }
        return found
    }

    /// Asks one of its endpoints; nil where there is no answer. Blocks, ten seconds at most.
    func ask(_ path: String) -> HTTPClient.Answer? {
        guard isAwake, let port else { return nil }
        return try? HTTPClient(port: port).ask("GET", path)
    }
}

/// Reads files as text.
enum FileText {
    /// What the file holds; empty where there is none.
    static func read(_ path: String) -> String {
        guard let file = unsafe fopen(path, "r") else { return "" }
        defer { unsafe _ = fclose(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = unsafe fread(&buffer, 1, buffer.count, file)
            guard count > 0 else { return String(decoding: bytes, as: UTF8.self) }
            bytes += buffer.prefix(count)
        }
    }
}
