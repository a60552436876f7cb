import HTTPServer
import HealthPage
import Synchronization

/// A page that is served, whose server can be stopped and started again at the same address.
final class Shown: Sendable {
    let page: HealthPage
    private let port: UInt16
    private let server: Mutex<HTTPServer?>

    init(_ page: HealthPage) throws {
        self.page = page
        let server = try HTTPServer(on: ListenAddress(host: "127.0.0.1", port: 0), page.routes)
        port = server.address.port
        self.server = Mutex(server)
    }

    var address: String { "http://127.0.0.1:\(port)/" }

    func stop() async { await server.withLock { $0 }?.stop() }

    /// Stops it from a thread that may wait. Its last release ends the daemon and every connection.
    func stopBlocking() throws { server.withLock { $0 = nil } }

    func startAgain() throws {
        let started = try HTTPServer(on: ListenAddress(host: "127.0.0.1", port: port), page.routes)
        server.withLock { $0 = started }
    }
}
