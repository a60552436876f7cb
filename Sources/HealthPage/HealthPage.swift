package import HTTPServer
package import HealthMonitor
package import JSON
internal import Synchronization

/// The status page: its files, what it reads, and the stream that keeps it up to date.
///
/// ```
/// snapshot ──every second, where somebody watches──▶ feed ──what changed──▶ streams ──▶ browsers
/// ```
/// Nothing is kept for a browser but its queue: one that was away is told everything anew.
package final class HealthPage: Sendable {
    /// Where the page has it from.
    package struct Source: Sendable {
        let snapshot: @Sendable () -> HealthSnapshot
        let history: @Sendable ([String]) -> JSONValue
        let now: @Sendable () -> Moment

        /// A source. All three are asked on the server's thread too, so they must be quick.
        ///
        /// - parameter history: of these subjects.
        package init(
            snapshot: @escaping @Sendable () -> HealthSnapshot, history: @escaping @Sendable ([String]) -> JSONValue,
            now: @escaping @Sendable () -> Moment
        ) {
            self.snapshot = snapshot
            self.history = history
            self.now = now
        }
    }

    /// After how long a browser tries again when the stream broke.
    private static let retry = 2_000

    let source: Source
    let check: TokenCheck?
    /// What is kept for a browser that is slow: the whole page, and then some.
    private let streams = EventStreams(queueBytes: 1 << 20)
    private let feed = Mutex(PageFeed())

    /// A page; nothing happens by itself until `run`.
    ///
    /// - parameter check: who may see it; nil: everybody who can reach the server.
    package init(_ source: Source, check: TokenCheck? = nil) {
        self.source = source
        self.check = check
    }

    /// How many browsers watch.
    package var watchers: Int { streams.clientCount }

    /// Tells the browsers what changed, until the task is cancelled.
    package func run(every interval: Duration = .seconds(1)) async {
        while (try? await Task.sleep(for: interval)) != nil {
            if streams.clientCount > 0 { turn() }
        }
    }

    /// Tells the browsers what changed since the last time.
    package func turn() { _ = turn(whole: false) }

    /// The stream.
    func stream(_ request: Request) -> Response {
        // Joined before it is greeted, so it may hear of a change first; the page leaves that aside.
        .events(streams) { [self] in turn(whole: true).map { [$0] } ?? [] }
    }

    /// Under one lock, so that messages go out in the order of their numbers.
    private func turn(whole: Bool) -> ServerSentEvent? {
        let (snapshot, now) = (source.snapshot(), source.now())
        return feed.withLock { feed in
            if let message = feed.turn(snapshot, now: now) {
                streams.publish(ServerSentEvent(event: "change", id: "\(message.number)", data: message.text))
            }
            guard whole else { return nil }
            let message = feed.whole
            return ServerSentEvent(event: "whole", id: "\(message.number)", data: message.text, retry: Self.retry)
        }
    }
}
