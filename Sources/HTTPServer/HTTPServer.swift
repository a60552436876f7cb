internal import Synchronization
internal import Threads

/// A small server for what a service says of itself: endpoints, a page, event streams.
///
/// One thread of libmicrohttpd's serves every connection and runs the handlers, so nothing here waits on the
/// cooperative pool, and a handler must be quick. It ends with `stop`; going out of scope ends it too, but then the
/// last release waits: no handler may hold the server itself.
package final class HTTPServer: Sendable {
    /// What clients may take.
    package struct Limits: Hashable, Sendable {
        /// Connections at a time; the rest wait until others leave.
        package var connections: Int
        /// Streams among them: fewer, so that watchers can't keep a probe out.
        package var streams: Int
        /// How long a connection may do nothing, in whole seconds. Streams that wait are not idle.
        package var timeout: Duration
        /// The largest body of a request.
        package var bodyBytes: Int
        /// How often a silent stream carries a comment.
        package var keepAlive: Duration

        /// The limits, each with its default.
        package init(
            connections: Int = 64, streams: Int = 32, timeout: Duration = .seconds(30), bodyBytes: Int = 1 << 20,
            keepAlive: Duration = .seconds(15)
        ) {
            self.connections = connections
            self.streams = streams
            self.timeout = timeout
            self.bodyBytes = bodyBytes
            self.keepAlive = keepAlive
        }
    }

    /// Where it listens, with the port that a 0 became.
    package let address: ListenAddress
    private let registry: ClientRegistry
    private let daemon: Mutex<DaemonHandle?>
    private let keepAlive: Task<Void, Never>

    /// Starts serving `routes` on `address`.
    ///
    /// - parameter log: gets the daemon's own messages (a client that broke off, descriptors that ran out), on its
    /// thread.
    package init(
        on address: ListenAddress, _ routes: [Route], limits: Limits = Limits(),
        log: @escaping @Sendable (String) -> Void = { _ in }
    ) throws(HTTPServerError) {
        let socket = try ListenSocket(address)
        self.address = ListenAddress(host: address.host, port: socket.port)
        let dispatcher = Dispatcher(routes, limits, log: log)
        let registry = dispatcher.registry
        self.registry = registry
        daemon = Mutex(try DaemonHandle(socket, dispatcher, limits))
        keepAlive = Task {
            while (try? await Task.sleep(for: limits.keepAlive)) != nil { registry.keepAlive() }
        }
    }

    deinit {
        keepAlive.cancel()
        registry.close()
    }

    /// How many streams are open.
    package var streamCount: Int { registry.count }

    /// Ends the streams, waits up to `grace` for what they have queued, then ends everything. Does nothing the second
    /// time.
    package func stop(grace: Duration = .seconds(1)) async {
        keepAlive.cancel()
        registry.close()
        await withTaskGroup(of: Void.self) { [registry] group in
            group.addTask { for await _ in registry.emptied { break } }
            group.addTask { try? await Task.sleep(for: grace) }
            await group.next()
            group.cancelAll()
        }
        await WorkerThread.run { self.end() }
    }

    /// The last release of the handle waits for the daemon's thread.
    private func end() { daemon.withLock { $0 = nil } }
}
