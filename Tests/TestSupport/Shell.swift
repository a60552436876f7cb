package import Glibc

/// Runs other programs and waits for them; blocks.
package enum Shell {
    /// How a program ended.
    package enum End: Hashable, Sendable {
        /// With an exit code.
        case code(Int32)
        /// By a signal.
        case signal(Int32)
    }

    /// A program that was started, its output in a pipe.
    package struct Child: Sendable {
        /// Its process.
        package let pid: pid_t
        /// What it writes to standard output and standard error.
        package let output: Int32

        /// The next line, or nil at the end.
        package func readLine() -> String? {
            var line: [UInt8] = []
            var byte: UInt8 = 0
            while unsafe read(output, &byte, 1) == 1 {
                if byte == UInt8(ascii: "\n") { return String(decoding: line, as: UTF8.self) }
                line.append(byte)
            }
            return line.isEmpty ? nil : String(decoding: line, as: UTF8.self)
        }

        /// Whether it has ended, be it that nobody has waited for it yet.
        package var hasEnded: Bool {
            guard let file = unsafe fopen("/proc/\(pid)/stat", "r") else { return true }
            defer { unsafe _ = fclose(file) }
            var line = [CChar](repeating: 0, count: 512)
            guard unsafe fgets(&line, 512, file) != nil else { return true }
            // The state stands behind the name, which is in brackets and may hold anything.
            let text = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
            return text.split(separator: ")").last?.dropFirst().first == "Z"
        }

        /// Reads to the end and waits for it to be gone.
        package func wait() -> (output: String, end: End) {
            var text = ""
            while let line = readLine() { text += line + "\n" }
            close(output)
            var status: Int32 = 0
            unsafe waitpid(pid, &status, 0)
            return (text, status & 0x7F == 0 ? .code((status >> 8) & 0xFF) : .signal(status & 0x7F))
        }
    }

    /// Could not start.
    package struct Failure: Error {
        package let status: Int32
    }

    /// Starts a program with exactly these variables and no signal blocked.
    package static func start(_ words: [String], environment: [String: String] = [:]) throws -> Child {
        var ends: [Int32] = [0, 0]
        guard unsafe socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends) == 0 else {
            throw Failure(status: errno)
        }
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe _ = posix_spawn_file_actions_destroy(&actions) }
        unsafe posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        unsafe posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
        unsafe posix_spawn_file_actions_adddup2(&actions, ends[1], 2)
        var arguments: [UnsafeMutablePointer<CChar>?] = unsafe words.map { unsafe strdup($0) }
        var variables: [UnsafeMutablePointer<CChar>?] = unsafe environment.map {
            unsafe strdup("\($0.key)=\($0.value)")
        }
        unsafe arguments.append(nil)
        unsafe variables.append(nil)
        defer { unsafe (arguments + variables).forEach { unsafe free($0) } }
        var pid: pid_t = 0
        let status = unsafe posix_spawnp(&pid, words.first ?? "", &actions, nil, &arguments, &variables)
        close(ends[1])
        guard status == 0 else {
            close(ends[0])
            throw Failure(status: status)
        }
        return Child(pid: pid, output: ends[0])
    }

    /// What a script prints.
    package static func output(_ shell: String, _ script: String) throws -> String {
        try start([shell, "-c", script], environment: ["PATH": "/usr/bin:/bin", "HOME": "/nonexistent"]).wait().output
    }

    /// A program of this package, beside the test bundle.
    package static func product(_ name: String) -> String {
        var buffer = [CChar](repeating: 0, count: 4_096)
        let count = unsafe readlink("/proc/self/exe", &buffer, buffer.count - 1)
        let path = String(decoding: buffer.prefix(max(0, count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return path.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/") + "/"
            + name
    }
}
