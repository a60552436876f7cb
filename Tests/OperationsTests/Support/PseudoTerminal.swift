import Glibc
import TestSupport

/// A terminal as a person sits at one: a program's standard input, output and error, and what it is controlled by.
final class PseudoTerminal {
    struct Failure: Error { let what: String }

    private let leader: Int32
    private let path: String
    /// What was written so far.
    private(set) var shown = ""

    init(columns: UInt16 = 100, rows: UInt16 = 40) throws {
        leader = unsafe open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
        var (isLocked, number): (Int32, Int32) = (0, 0)
        // TIOCSPTLCK and TIOCGPTN: what glibc's unlockpt and ptsname do, which the module map hides.
        guard leader >= 0, unsafe ioctl(leader, 0x4004_5431, &isLocked) == 0,
            unsafe ioctl(leader, 0x8004_5430, &number) == 0
        else { throw Failure(what: "no pseudoterminal: errno \(errno)") }
        path = "/dev/pts/\(number)"
        resize(columns: columns, rows: rows)
    }

    /// As a person who drags the window's corner.
    func resize(columns: UInt16, rows: UInt16) {
        var size = winsize(ws_row: rows, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
        unsafe _ = ioctl(leader, UInt(TIOCSWINSZ), &size)
    }

    /// Whether what is typed is shown; whoever hides it has to bring that back.
    var isEchoing: Bool {
        var settings = termios()
        return unsafe tcgetattr(leader, &settings) == 0 && settings.c_lflag & tcflag_t(ECHO) != 0
    }

    deinit { close(leader) }

    /// Starts a program on it, in a session of its own, so that a Ctrl-C reaches it.
    func start(_ words: [String], environment: [String: String] = [:]) throws -> pid_t {
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe _ = posix_spawn_file_actions_destroy(&actions) }
        // > tty(4), credentials(7): a session leader without a controlling terminal gets the first one that it opens.
        for descriptor in 0...2 as ClosedRange<Int32> {
            unsafe posix_spawn_file_actions_addopen(&actions, descriptor, path, O_RDWR, 0)
        }
        var attributes = posix_spawnattr_t()
        unsafe posix_spawnattr_init(&attributes)
        defer { unsafe _ = posix_spawnattr_destroy(&attributes) }
        // POSIX_SPAWN_SETSID of glibc's spawn.h, which hides it from other standards.
        unsafe posix_spawnattr_setflags(&attributes, 0x80)
        var arguments = unsafe words.map { unsafe strdup($0) } + [nil]
        var variables = unsafe environment.map { unsafe strdup("\($0.key)=\($0.value)") } + [nil]
        defer { unsafe (arguments + variables).forEach { unsafe free($0) } }
        var pid: pid_t = 0
        let status = unsafe posix_spawn(&pid, words[0], &actions, &attributes, &arguments, &variables)
        guard status == 0 else { throw Failure(what: "\(words[0]) can't be started: \(status)") }
        return pid
    }

    /// Types.
    func type(_ text: String) {
        let bytes = Array(text.utf8)
        unsafe _ = write(leader, bytes, bytes.count)
    }

    /// Reads on until `text` is shown; false where everybody left before.
    func read(upTo text: String) -> Bool {
        while !shown.contains(text) { guard readMore() else { return false } }
        return true
    }

    /// Reads on until what was written satisfies; false where everybody left before.
    func read(until isEnough: (String) -> Bool) -> Bool {
        while !isEnough(shown) { guard readMore() else { return false } }
        return true
    }

    /// Reads until the program has gone, and says how it ended.
    func wait(for pid: pid_t) -> Shell.End {
        while readMore() {}
        var status: Int32 = 0
        unsafe waitpid(pid, &status, 0)
        return status & 0x7F == 0 ? .code((status >> 8) & 0xFF) : .signal(status & 0x7F)
    }

    /// > pty: read from the leader fails with EIO once every descriptor of the other end is closed.
    private func readMore() -> Bool {
        var buffer = [UInt8](repeating: 0, count: 4_096)
        let count = unsafe Glibc.read(leader, &buffer, buffer.count)
        guard count > 0 else { return false }
        shown += String(decoding: buffer.prefix(count), as: UTF8.self)
        return true
    }
}
