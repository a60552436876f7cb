internal import Glibc
internal import Service
internal import Synchronization

/// A shell script that keeps a server, and lives no longer than this process.
///
/// Its standard input is a socket of ours, and it ends what it keeps when that comes to its end: so the server goes however
/// this process does, by `kill -9` too, when nobody here can clean up any more. The script has a process group of its own, since
/// a Ctrl-C goes to the whole group of the terminal, and the order in which servers stop is ours to choose.
final class Keeper: Sendable {
    private let input: Int32
    private let output: Int32
    private let pid: pid_t
    private let hasClosed = Mutex(false)
    private let hasEnded = Mutex(false)

    /// Starts `script` with bash, with `arguments` as `$1` and so on.
    init(
        _ script: String, arguments: [String] = [], environment: [String: String] = ProcessEnvironment.current
    ) throws(OperationError) {
        // Socket pairs, since they are close-on-exec from the first moment on.
        guard let input = Self.pair() else { throw Self.outOfSockets }
        guard let output = Self.pair() else {
            close(input.ours)
            close(input.theirs)
            throw Self.outOfSockets
        }
        // Where its standard input is a socket, bash takes itself for a remote shell and reads ~/.bashrc.
        let words = ["bash", "--norc", "-c", Self.preamble + script, "zapline-demo"] + arguments
        let child = Self.spawn(words, environment, input: input.theirs, output: output.theirs)
        close(input.theirs)
        close(output.theirs)
        (self.input, self.output, pid) = (input.ours, output.ours, child ?? -1)
        if child == nil { throw OperationError("bash can't be started: it is needed to keep the demo's servers") }
    }

    deinit { end() }

    /// The next line that the script prints, or nil where it ended or somebody wants us to stop. Blocks.
    func readLine(_ stop: StopRequest) -> String? {
        var line: [UInt8] = []
        while !stop.isRequested {
            guard isReadable(within: 100) else { continue }
            var byte: UInt8 = 0
            guard unsafe read(output, &byte, 1) == 1 else { break }
            if byte == UInt8(ascii: "\n") { return String(decoding: line, as: UTF8.self) }
            line.append(byte)
        }
        return line.isEmpty ? nil : String(decoding: line, as: UTF8.self)
    }

    /// What it said after it was up, which is only ever that it is over; nil: it is well.
    var lastWord: String? {
        isReadable(within: 0) ? readLine(StopRequest()) ?? "it was ended from outside" : nil
    }

    /// Tells it to end what it keeps.
    func letGo() {
        if !hasClosed.withLock({ closed in (closed, closed = true).0 }) { close(input) }
    }

    /// Ends what it keeps, and waits until that is gone.
    func end() {
        guard !hasEnded.withLock({ ended in (ended, ended = true).0 }) else { return }
        letGo()
        var status: Int32 = 0
        // > waitpid: … EINTR: WNOHANG was not set and an unblocked signal or a SIGCHLD was caught.
        while pid > 0, unsafe waitpid(pid, &status, 0) < 0, errno == EINTR {}
        close(output)
    }

    private func isReadable(within milliseconds: Int32) -> Bool {
        var place = pollfd(fd: output, events: Int16(POLLIN), revents: 0)
        return unsafe poll(&place, 1, milliseconds) > 0
    }

    private static var outOfSockets: OperationError {
        OperationError("no socket for a child; raise the limit of open files (ulimit -n)")
    }

    private static func pair() -> (ours: Int32, theirs: Int32)? {
        var ends: [Int32] = [-1, -1]
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        return unsafe socketpair(AF_UNIX, kind, 0, &ends) == 0 ? (ends[0], ends[1]) : nil
    }
}

// MARK: - Starting

extension Keeper {
    /// The mock cluster's accepted connections are not close-on-exec (rdkafka_mock.c), and would stay open in every child.
    private static let preamble = """
        for place in /proc/self/fd/*; do [ "${place##*/}" -le 2 ] || eval "exec ${place##*/}>&-"; done

        """

    private static func spawn(
        _ words: [String], _ environment: [String: String], input: Int32, output: Int32
    ) -> pid_t? {
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe _ = posix_spawn_file_actions_destroy(&actions) }
        unsafe posix_spawn_file_actions_adddup2(&actions, input, 0)
        unsafe posix_spawn_file_actions_adddup2(&actions, output, 1)
        var attributes = makeAttributes()
        defer { unsafe _ = posix_spawnattr_destroy(&attributes) }
        var arguments = unsafe words.map { unsafe strdup($0) } + [nil]
        var variables = unsafe environment.map { unsafe strdup("\($0.key)=\($0.value)") } + [nil]
        defer { unsafe (arguments + variables).forEach { unsafe free($0) } }
        var child: pid_t = 0
        return unsafe posix_spawnp(&child, "bash", &actions, &attributes, &arguments, &variables) == 0 ? child : nil
    }

    /// A group of its own, no blocked signals, none ignored: what a program expects to be started with.
    private static func makeAttributes() -> posix_spawnattr_t {
        var attributes = posix_spawnattr_t()
        unsafe posix_spawnattr_init(&attributes)
        var none = sigset_t()
        var all = sigset_t()
        unsafe sigemptyset(&none)
        unsafe sigemptyset(&all)
        for number in [SIGINT, SIGTERM, SIGPIPE, SIGQUIT, SIGHUP] { unsafe sigaddset(&all, number) }
        unsafe posix_spawnattr_setsigmask(&attributes, &none)
        unsafe posix_spawnattr_setsigdefault(&attributes, &all)
        unsafe posix_spawnattr_setpgroup(&attributes, 0)
        let flags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF
        unsafe posix_spawnattr_setflags(&attributes, Int16(flags))
        return attributes
    }
}
