import Operations
import Service
import Synchronization

/// Keeps what it is given.
final class CollectingSink: EventSink, Sendable {
    private let state: Mutex<[RoutedEvent]> = Mutex([])
    let result: SinkResult?
    private let onSend: @Sendable (Int) -> Void

    init(result: SinkResult? = nil, onSend: @escaping @Sendable (Int) -> Void = { _ in }) {
        self.result = result
        self.onSend = onSend
    }

    var events: [RoutedEvent] { state.withLock { $0 } }

    func send(_ event: RoutedEvent) {
        let count = state.withLock {
            $0.append(event)
            return $0.count
        }
        onSend(count)
    }

    func finish() -> SinkResult {
        result ?? SinkResult(sent: Dictionary(grouping: events) { $0.topicName }.mapValues(\.count))
    }
}
