import Glibc
import JSON
import Testing

/// A headless Chromium of a test's own, driven by the DevTools protocol over two pipes: no port, and gone when the pipes are.
///
/// Blocks; for one thread at a time.
final class Browser {
    /// The program, where Debian's package is installed.
    static let path: String? = ["/usr/lib/chromium/chromium", "/usr/bin/chromium"].first {
        unsafe access($0, X_OK) == 0
    }

    /// What went wrong.
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    private let pid: pid_t
    private let commands: Int32
    private let answers: Int32
    private let folder: String
    private var buffer: [UInt8] = []
    private var number: Int64 = 0
    /// What the browser told of by itself, not yet looked at.
    private(set) var events: [JSONValue] = []

    init() throws {
        guard let path = Self.path else { throw Failure(description: "there is no chromium") }
        var name = Array("/tmp/zapline-browser.XXXXXX".utf8CString)
        guard unsafe mkdtemp(&name) != nil else { throw Failure(description: "mkdtemp: errno \(errno)") }
        folder = String(decoding: name.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let (inner, outer) = (try Self.pipe(), try Self.pipe())
        defer { [inner.read, outer.write].forEach { _ = close($0) } }
        (commands, answers) = (inner.write, outer.read)
        pid = try Self.start(
            [
                path, "--headless=new", "--no-sandbox", "--remote-debugging-pipe", "--user-data-dir=\(folder)",
                "--no-first-run", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars",
                "--force-device-scale-factor=1",
                "--disable-background-networking", "--disable-component-update", "--lang=en-GB", "about:blank",
            ], commands: inner.read, answers: outer.write, home: folder)
    }

    deinit {
        close(commands)
        close(answers)
        kill(pid, SIGKILL)
        var status: Int32 = 0
        unsafe waitpid(pid, &status, 0)
        // Its children end a moment later than it does, and write into the folder until then.
        for _ in 0..<100 where !Self.remove(folder) { _ = poll(nil, 0, 20) }
    }

    /// Asks for something and waits for the answer.
    func ask(_ method: String, _ parameters: JSONValue = [:], session: String? = nil) throws -> JSONValue {
        number += 1
        let wanted = number
        var members: [JSONValue.Member] = [
            .init(name: "id", value: .integer(wanted)), .init(name: "method", value: .string(method)),
            .init(name: "params", value: parameters),
        ]
        if let session { members.append(.init(name: "sessionId", value: .string(session))) }
        try write(Array(JSONValue.object(members).text.utf8) + [0])
        let deadline = ContinuousClock.now + .seconds(60)
        while true {
            let message = try read(until: deadline)
            guard message["id"]?.int64 == wanted else {
                events.append(message)
                if events.count > 1_000 { events.removeFirst() }
                continue
            }
            if let error = message["error"] { throw Failure(description: "\(method): \(error.text)") }
            return message["result"] ?? .null
        }
    }

    private func read(until deadline: ContinuousClock.Instant) throws -> JSONValue {
        while true {
            if let end = buffer.firstIndex(of: 0) {
                let message = try JSONValue(parsing: buffer[..<end])
                buffer.removeSubrange(...end)
                return message
            }
            var wait = pollfd(fd: answers, events: Int16(POLLIN), revents: 0)
            let left = ContinuousClock.now.duration(to: deadline).components.seconds
            guard left > 0, unsafe poll(&wait, 1, Int32(left * 1_000)) > 0 else {
                throw Failure(description: "chromium doesn't answer")
            }
            var bytes = [UInt8](repeating: 0, count: 1 << 16)
            let count = unsafe Glibc.read(answers, &bytes, bytes.count)
            guard count > 0 else { throw Failure(description: "chromium has ended") }
            buffer += bytes.prefix(count)
        }
    }

    private func write(_ bytes: [UInt8]) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { unsafe Glibc.write(commands, $0.baseAddress, $0.count) }
            guard count > 0 else { throw Failure(description: "chromium has ended") }
            rest = rest.dropFirst(count)
        }
    }

    // MARK: - The process

    /// A pipe whose ends other children don't inherit, with numbers that those of the protocol (3 and 4) can't meet.
    private static func pipe() throws -> (read: Int32, write: Int32) {
        var ends: [Int32] = [0, 0]
        // A socket pair, since it is made close-on-exec in one step.
        guard unsafe socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends) == 0 else {
            throw Failure(description: "no socket pair: errno \(errno)")
        }
        let high = ends.map { fcntl($0, F_DUPFD_CLOEXEC, 10) }
        ends.forEach { _ = close($0) }
        return (high[0], high[1])
    }

    private static func start(_ words: [String], commands: Int32, answers: Int32, home: String) throws -> pid_t {
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe _ = posix_spawn_file_actions_destroy(&actions) }
        unsafe posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        unsafe posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
        unsafe posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
        unsafe posix_spawn_file_actions_adddup2(&actions, commands, 3)
        unsafe posix_spawn_file_actions_adddup2(&actions, answers, 4)
        var arguments: [UnsafeMutablePointer<CChar>?] = unsafe words.map { unsafe strdup($0) }
        let names: [String] = ["PATH=/usr/bin:/bin", "HOME=\(home)", "TZ=UTC"]
        var variables: [UnsafeMutablePointer<CChar>?] = unsafe names.map { unsafe strdup($0) }
        unsafe arguments.append(nil)
        unsafe variables.append(nil)
        defer { unsafe (arguments + variables).forEach { unsafe free($0) } }
        var pid: pid_t = 0
        let status = unsafe posix_spawn(&pid, words[0], &actions, nil, &arguments, &variables)
        guard status == 0 else { throw Failure(description: "chromium did not start: errno \(status)") }
        return pid
    }

    private static func remove(_ folder: String) -> Bool {
        var status: Int32 = 0
        var pid: pid_t = 0
        let words: [String] = ["rm", "-rf", folder]
        var arguments: [UnsafeMutablePointer<CChar>?] = unsafe words.map { unsafe strdup($0) }
        unsafe arguments.append(nil)
        defer { unsafe arguments.forEach { unsafe free($0) } }
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe _ = posix_spawn_file_actions_destroy(&actions) }
        unsafe posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
        guard unsafe posix_spawn(&pid, "/bin/rm", &actions, nil, &arguments, nil) == 0 else { return false }
        return unsafe waitpid(pid, &status, 0) == pid && status == 0
    }
}
