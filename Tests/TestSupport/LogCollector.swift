internal import Synchronization
package import Telemetry

/// Keeps the entries that a logger writes, so that a test can look at them.
package final class LogCollector: Sendable {
    private let collected = Mutex<[LogEntry]>([])

    /// Nothing yet.
    package init() {}

    /// The entries so far.
    package var entries: [LogEntry] { collected.withLock { $0 } }

    /// The messages so far.
    package var messages: [String] { entries.map(\.message) }

    /// Takes an entry, for a sink of the test's own.
    package func take(_ entry: LogEntry) { collected.withLock { $0.append(entry) } }

    /// A logger that writes here.
    package func logger(label: String = "test", level: LogLevel = .trace) -> Logger {
        Logger(
            label: label, level: level, sink: LogSink { [self] in take($0) },
            clock: { WallTime(microseconds: 0) })
    }
}
