import Glibc
import Synchronization
import TestSupport

/// One of our programs at work.
final class ConsumerRun: Sendable {
    /// What it used.
    struct Memory: Sendable {
        /// The most that was resident, in KiB, as the kernel keeps it.
        var highWater = 0
        /// The most that was seen.
        var peak = 0
    }

    private let child: Shell.Child
    private let ending: Task<(output: String, end: Shell.End), any Error>
    /// The program's name.
    let program: String
    /// What it used so far.
    var memory: Memory { seen.withLock { $0 } }
    private let seen = Mutex(Memory())

    /// Starts a program that stands beside this one; its settings are the defaults, but for `ZAPLINE_…` that the environment has.
    init(_ program: String, _ arguments: [String], _ bench: Bench, database: String, prefix: String) throws {
        self.program = program
        let child = try Shell.start(
            [Shell.product(program)] + arguments,
            environment: Self.settings.merging([
                "DATABASE_URL": database, "KAFKA_BOOTSTRAP_SERVERS": bench.kafka.bootstrapServers,
                "ZAPLINE_TOPIC_PREFIX": prefix, "ZAPLINE_HTTP_LISTEN": "127.0.0.1:0", "ZAPLINE_LOG_LEVEL": "warning",
                "PATH": "/usr/bin:/bin",
            ]) { $1 })
        self.child = child
        // Somebody must read what it prints, or it stands still.
        ending = Task { try await onOwnThread { child.wait() } }
    }

    private static var settings: [String: String] {
        var result: [String: String] = [:]
        var place = unsafe environ
        while let entry = unsafe place.pointee {
            let parts = unsafe String(cString: entry).split(separator: "=", maxSplits: 1)
            // Where the tests' samples are is no setting of a program's.
            if parts.count == 2, parts[0].hasPrefix("ZAPLINE_"), parts[0] != "ZAPLINE_SAMPLES" {
                result[String(parts[0])] = String(parts[1])
            }
            unsafe place += 1
        }
        return result
    }

    deinit { kill(child.pid, SIGKILL) }

    /// Looks at its memory; whether it was still there.
    @discardableResult
    func sample() -> Bool {
        guard let file = unsafe fopen("/proc/\(child.pid)/status", "r") else { return false }
        defer { unsafe _ = fclose(file) }
        var line = [CChar](repeating: 0, count: 256)
        while unsafe fgets(&line, 256, file) != nil {
            let words = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
                .split { $0 == " " || $0 == "\t" || $0 == ":" }
            guard words.count > 1, let kilobytes = Int(words[1]) else { continue }
            seen.withLock { memory in
                if words[0] == "VmHWM" { memory.highWater = max(memory.highWater, kilobytes) }
                if words[0] == "VmRSS" { memory.peak = max(memory.peak, kilobytes) }
            }
        }
        return true
    }

    /// The seconds of a processor that it has used.
    func processorSeconds() throws -> Double {
        let text = try Shell.output("/bin/sh", "cat /proc/\(child.pid)/stat")
        // > proc(5): (2) comm in parentheses, (14) utime, (15) stime, in clock ticks.
        let words = text[(text.lastIndex(of: ")") ?? text.startIndex)...].split(separator: " ")
        guard words.count > 13, let user = Double(words[12]), let system = Double(words[13]) else {
            throw Bench.Failure(description: "\(program) has no /proc/\(child.pid)/stat")
        }
        return (user + system) / Double(sysconf(Int32(_SC_CLK_TCK)))
    }

    /// Waits for it to end by itself, and looks at its memory meanwhile.
    func watch() async throws {
        while sample() { _ = poll(nil, 0, 20) }
        try await wait()
    }

    /// Waits for it to end by itself.
    func wait() async throws {
        let (output, end) = try await ending.value
        guard end == .code(0) else { throw Bench.Failure(description: "\(program) ended with \(end): \(output)") }
        if !output.isEmpty { say("\(program): \(output)") }
    }

    /// Asks it to stop, and waits.
    func stop() async throws {
        kill(child.pid, SIGTERM)
        try await wait()
    }
}
