import Glibc
internal import Synchronization

/// Where entries go. A closure, so that a test collects them in an array; called from any thread.
package struct LogSink: Sendable {
    private let body: @Sendable (LogEntry) -> Void

    /// A sink of the caller's own.
    package init(_ body: @escaping @Sendable (LogEntry) -> Void) { self.body = body }

    /// Takes one entry.
    package func write(_ entry: LogEntry) { body(entry) }

    /// Standard error, one `write(2)` a line.
    package static func standardError(_ format: LogFormat, colours: Bool = false) -> LogSink {
        descriptor(STDERR_FILENO, format, colours: colours)
    }

    /// A file descriptor that stays open as long as the sink.
    package static func descriptor(_ descriptor: Int32, _ format: LogFormat, colours: Bool = false) -> LogSink {
        let lock = LineLock()
        return LogSink { entry in
            var line = format.line(entry, colours: colours)
            line.append(UInt8(ascii: "\n"))
            lock.write(line, to: descriptor)
        }
    }
}

/// Keeps lines whole: one at a time, and the rest of one that the kernel took in part before the next.
private final class LineLock: Sendable {
    private let lock = Mutex(())

    func write(_ line: [UInt8], to descriptor: Int32) {
        lock.withLock { _ in
            var rest = line[...]
            while !rest.isEmpty {
                let written = unsafe rest.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
                if written < 0, errno == EINTR || errno == EAGAIN && isReady(descriptor) { continue }
                // A log that can't be written must not stop what it tells of: the rest of the line is dropped.
                guard written > 0 else { return }
                rest = rest.dropFirst(written)
            }
        }
    }

    /// Whether a descriptor that doesn't block (somebody else's terminal) takes more within a second.
    private func isReady(_ descriptor: Int32) -> Bool {
        var waiting = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        return unsafe poll(&waiting, 1, 1_000) == 1 && waiting.revents & Int16(POLLOUT) != 0
    }
}
