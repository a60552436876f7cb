internal import Synchronization

/// Every stream of a server, whatever it carries, so that stopping can end them all.
final class ClientRegistry: Sendable {
    private struct State {
        var clients: [ObjectIdentifier: StreamClient] = [:]
        var isClosed = false
    }

    private let limit: Int
    private let state = Mutex(State())
    /// Yields when the registry is closed and nobody is left.
    let emptied: AsyncStream<Void>
    private let emptiedContinuation: AsyncStream<Void>.Continuation

    init(limit: Int) {
        self.limit = limit
        (emptied, emptiedContinuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    var count: Int { state.withLock { $0.clients.count } }

    /// Takes a client in; false where the server stops or has as many as it may.
    func add(_ client: StreamClient) -> Bool {
        state.withLock { state in
            guard !state.isClosed, state.clients.count < limit else { return false }
            state.clients[ObjectIdentifier(client)] = client
            return true
        }
    }

    func remove(_ client: StreamClient) {
        let isLast = state.withLock { state in
            state.clients.removeValue(forKey: ObjectIdentifier(client))
            return state.isClosed && state.clients.isEmpty
        }
        if isLast { emptiedContinuation.yield() }
    }

    /// Shows every client, and whoever sits between, that the connection is alive.
    func keepAlive() {
        for client in all { _ = client.offer(ServerSentEvent.keepAlive) }
    }

    /// Ends every stream. None is suspended from here on, and no new one comes in.
    func close() {
        let isEmpty = state.withLock { state in
            state.isClosed = true
            return state.clients.isEmpty
        }
        for client in all { client.finish() }
        if isEmpty { emptiedContinuation.yield() }
    }

    private var all: [StreamClient] { state.withLock { Array($0.clients.values) } }
}
