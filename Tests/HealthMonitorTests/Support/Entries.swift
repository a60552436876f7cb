import Synchronization
import Telemetry

/// What was logged.
final class Entries: Sendable {
    private let entries = Mutex<[LogEntry]>([])

    func add(_ entry: LogEntry) { entries.withLock { $0.append(entry) } }

    var messages: [String] { entries.withLock { $0.map(\.message) } }
}
