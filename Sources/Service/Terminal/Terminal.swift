import Glibc

/// What is at the other end of a file descriptor.
package struct Terminal: Hashable, Sendable {
    /// The descriptor.
    package var descriptor: Int32
    /// Whether a person looks at it.
    package var isTerminal: Bool
    /// Its columns; 80 where there is no terminal.
    package var width: Int
    /// Its lines; 24 where there is no terminal.
    package var height: Int
    /// Whether colours and moving lines are welcome.
    package var hasColours: Bool

    /// A terminal as described, for tests.
    package init(descriptor: Int32, isTerminal: Bool, width: Int, hasColours: Bool, height: Int = 24) {
        self.descriptor = descriptor
        self.isTerminal = isTerminal
        self.width = width
        self.height = height
        self.hasColours = hasColours
    }

    /// What a descriptor leads to.
    ///
    /// > NO_COLOR: … when present and not an empty string (regardless of its value), prevents the addition of ANSI
    /// > color. (https://no-color.org)
    package init(_ descriptor: Int32, environment: [String: String]) {
        self.descriptor = descriptor
        isTerminal = isatty(descriptor) == 1
        let size = Self.size(of: descriptor)
        width = Self.given(environment["COLUMNS"], atLeast: 20) ?? size?.width ?? 80
        height = Self.given(environment["LINES"], atLeast: 2) ?? size?.height ?? 24
        let isRefused = environment["NO_COLOR"].map { !$0.isEmpty } ?? false
        hasColours = isTerminal && !isRefused && environment["TERM"] != "dumb"
    }

    /// Standard output.
    package static func output(_ environment: [String: String]) -> Terminal {
        Terminal(STDOUT_FILENO, environment: environment)
    }

    /// Standard error.
    package static func error(_ environment: [String: String]) -> Terminal {
        Terminal(STDERR_FILENO, environment: environment)
    }

    /// What a variable says, where it makes sense.
    private static func given(_ text: String?, atLeast least: Int) -> Int? {
        text.flatMap { Int($0) }.flatMap { (least...1_000).contains($0) ? $0 : nil }
    }

    private static func size(of descriptor: Int32) -> (width: Int?, height: Int?)? {
        var size = winsize()
        guard unsafe ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0 else { return nil }
        return (size.ws_col >= 20 ? Int(size.ws_col) : nil, size.ws_row >= 2 ? Int(size.ws_row) : nil)
    }
}

/// Texts for people, straight to a descriptor: no buffer that could be lost when the process ends.
package enum Output {
    /// Writes a text whole, and waits where a reader is slow: another program may have made the descriptor not block.
    package static func write(_ text: String, to descriptor: Int32 = STDOUT_FILENO) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let written = unsafe rest.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if written < 0, errno == EINTR { continue }
            if written < 0, errno == EAGAIN {
                var room = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                _ = unsafe poll(&room, 1, -1)
                continue
            }
            guard written > 0 else { return }
            rest = rest.dropFirst(written)
        }
    }

    /// Whether nobody reads at the other end any more: a program that writes for ever has nothing left to do then.
    ///
    /// > poll(2): POLLERR … is also set for a file descriptor referring to the write end of a pipe when the read end has been closed.
    package static func isBroken(_ descriptor: Int32) -> Bool {
        var state = pollfd(fd: descriptor, events: 0, revents: 0)
        return unsafe poll(&state, 1, 0) > 0 && Int32(state.revents) & (POLLERR | POLLHUP | POLLNVAL) != 0
    }
}
