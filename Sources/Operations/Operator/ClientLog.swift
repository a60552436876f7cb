package import Kafka
internal import Synchronization

/// Keeps the last thing that a Kafka client complained of: its own errors say no more than that time ran out.
package final class ClientLog: Sendable {
    private let last = Mutex<LogLine?>(nil)

    /// Nothing was said yet.
    package init() {}

    /// Where the client's lines go.
    package var handler: LogHandler {
        { line in
            guard line.level <= 4 else { return }
            self.last.withLock { $0 = line }
        }
    }

    /// The complaint, to be put behind an error.
    package var complaint: String {
        last.withLock { $0 }.map { " (\($0.text))" } ?? ""
    }
}
