internal import CMicroHTTPD
internal import Synchronization

/// One client of an event stream: a bounded queue between those who publish and the daemon's thread.
///
/// ```
/// reading ──nothing there──▶ suspended ──offer, finish──▶ reading ──finished and empty──▶ ended
///    └───────── the queue is full: dropped, the connection is cut ──────────────────────────┘
/// ```
final class StreamClient: Sendable {
    private struct State {
        var queue: [UInt8] = []
        /// How many bytes the queue may hold.
        var limit: Int
        /// The connection while it is suspended, and only then: nobody else may touch it.
        var suspended: UInt?
        var isFinished = false
        var isDropped = false
    }

    private let connection: UInt
    private let state: Mutex<State>
    private let left: @Sendable (StreamClient) -> Void

    /// A client whose queue holds `limit` bytes; `left` is called when the daemon is done with it.
    init(connection: UInt, limit: Int, left: @escaping @Sendable (StreamClient) -> Void) {
        self.connection = connection
        state = Mutex(State(limit: limit))
        self.left = left
    }

    /// What may follow a greeting while the client still reads that.
    private static let margin = 256 << 10

    /// Adds how things stand, however much that is: a greeting says nothing of the client's pace, and one that was cut off for its size
    /// would come again at once, to the same greeting.
    func greet(_ events: [ServerSentEvent]) {
        let bytes = events.flatMap(\.bytes)
        state.withLock { $0.limit = max($0.limit, $0.queue.count + bytes.count + Self.margin) }
        _ = offer(bytes)
    }

    /// Adds bytes; false where the client was too slow, which cuts it off.
    func offer(_ bytes: [UInt8]) -> Bool {
        state.withLock { state in
            guard !state.isFinished, !state.isDropped else { return true }
            if state.queue.count + bytes.count > state.limit {
                state.isDropped = true
                state.queue = []
            } else {
                state.queue.append(contentsOf: bytes)
            }
            Self.resume(&state)
            return !state.isDropped
        }
    }

    /// Ends the stream once what is queued was sent. The connection is never suspended again.
    func finish() {
        state.withLock { state in
            state.isFinished = true
            Self.resume(&state)
        }
    }

    /// The daemon's thread asks for bytes; it does so again at once, unless the connection is suspended.
    ///
    /// > Note that returning zero will cause libmicrohttpd to try again. Thus, returning zero should only be used in
    /// > conjunction with MHD_suspend_connection() to avoid busy waiting.
    func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        state.withLock { state in
            if state.isDropped { return endWithError }
            if !state.queue.isEmpty {
                let count = min(buffer.count, state.queue.count)
                unsafe buffer.copyBytes(from: state.queue.prefix(count))
                state.queue.removeFirst(count)
                return count
            }
            if state.isFinished { return endOfStream }
            // > The only safe way to call this function is to call it from the MHD_AccessHandlerCallback or
            // > MHD_ContentReaderCallback.
            unsafe OpaquePointer(bitPattern: connection).map { unsafe MHD_suspend_connection($0) }
            state.suspended = connection
            return 0
        }
    }

    /// The daemon is done with the connection.
    func leave() { left(self) }

    /// > It is safe to resume a suspended connection at any time. Calling this function on a connection that was not
    /// > previously suspended will result in undefined behavior.
    private static func resume(_ state: inout State) {
        guard let address = state.suspended else { return }
        state.suspended = nil
        unsafe OpaquePointer(bitPattern: address).map { unsafe MHD_resume_connection($0) }
    }
}

/// > MHD_CONTENT_READER_END_OF_STREAM (-1) for the regular end of transmission (with chunked encoding, MHD will then
/// > terminate the chunk …)
private let endOfStream = -1
/// > MHD_CONTENT_READER_END_WITH_ERROR (-2) to indicate a server error generating the response; this will cause MHD
/// > to simply close the connection immediately.
private let endWithError = -2
