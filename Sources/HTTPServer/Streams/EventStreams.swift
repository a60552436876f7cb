internal import Synchronization

/// Clients that get the same events, as they happen.
///
/// Publishing never waits for a client: each has a queue of its own, and one that doesn't keep up is cut off. It comes
/// again by itself (`EventSource` does) and is greeted with how things stand.
package final class EventStreams: Sendable {
    private let clients = Mutex<[ObjectIdentifier: StreamClient]>([:])
    private let dropped = Atomic<Int>(0)
    /// How much is kept for a client that is slow.
    let queueBytes: Int

    /// No client yet.
    package init(queueBytes: Int = 256 << 10) { self.queueBytes = queueBytes }

    /// How many clients there are.
    package var clientCount: Int { clients.withLock { $0.count } }

    /// How many clients were cut off because they were slow.
    package var droppedCount: Int { dropped.load(ordering: .relaxed) }

    /// Gives an event to every client.
    package func publish(_ event: ServerSentEvent) {
        let bytes = event.bytes
        for client in clients.withLock({ Array($0.values) }) where !client.offer(bytes) { drop(client) }
    }

    func join(_ client: StreamClient) { clients.withLock { $0[ObjectIdentifier(client)] = client } }

    func leave(_ client: StreamClient) { clients.withLock { _ = $0.removeValue(forKey: ObjectIdentifier(client)) } }

    private func drop(_ client: StreamClient) {
        leave(client)
        dropped.wrappingAdd(1, ordering: .relaxed)
    }
}
