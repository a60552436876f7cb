import Kafka
import Pipeline
import Postgres
import Synchronization
import Telemetry

/// The thread that reads: as long as this monitor is active it runs one tenure after the other; while it is a deputy it says of
/// every session that nobody watches it.
///
/// It is the consumer's control thread too: without a group there is no membership that a wait for Postgres could cost.
final class DataWorker {
    static let name = "monitor-data"
    /// A tenure of so many nanoseconds was none that failed at its beginning.
    private static let lasting: Int64 = 10_000_000_000

    private let shared: MonitorShared
    private let consumer: Consumer
    private let admin: Admin
    private var backoff = Backoff.outage
    /// The sessions as they were known last.
    private var book: SessionBook?
    private var vigil: Vigil?

    init(_ shared: MonitorShared, consumer: Consumer, admin: Admin) {
        self.shared = shared
        self.consumer = consumer
        self.admin = admin
    }

    /// Works until it is told to stop.
    func run() {
        while !shared.isStopping {
            shared.beat(Self.name)
            switch shared.voice {
            case .active(let epoch)?: serve(epoch)
            case let voice?: keepVigil(voice)
            case nil: vigil = nil
            }
            if shared.epoch == nil { idle(.milliseconds(500)) }
        }
        // Nobody stays behind to leave: without a group a hang costs nothing but the wait.
        _ = consumer.close(deadline: .seconds(5))
        shared.state.withLock { $0.isDraining = true }
        shared.publisherWakeup.signal()
        shared.ended(Self.name)
    }

    /// One tenure. Whatever ends it, the next begins from the tables, which are right by themselves.
    private func serve(_ epoch: Int64) {
        defer { shared.report(SightLost(isOfSessions: true)) }
        let began = Clock.monotonic
        do {
            let tenure = try Tenure(epoch: epoch, shared: shared, consumer: consumer, admin: admin)
            // Until then they are the last that anybody knows: the database may be away.
            (book, vigil) = (nil, nil)
            defer {
                tenure.end()
                book = tenure.book
            }
            try tenure.run()
        } catch {
            shared.report(TenureEnded(error: "\(error)"))
            shared.state.withLock { state in
                state.status.knownUntil = nil
                state.status.reading = "\(error)"
            }
            if consumer.fatalError != nil {
                shared.state.withLock { $0.status.stuck = "the Kafka client can't go on: \(error)" }
            }
            // What ends one right away will end the next as well, and each reads all tables.
            if Clock.monotonic - began > Self.lasting { backoff.reset() }
            idle(backoff.next(jitter: 0.5))
        }
    }

    /// Says of some more sessions that nobody watches them.
    private func keepVigil(_ voice: Voice) {
        guard case .deputy(_, let since) = voice else { return }
        let vigil = vigil ?? Vigil(series: voice.series(of: shared.settings.id), since: since)
        self.vigil = vigil
        let names = shared.hasFollowed ? shared.picture.withLock { $0.sessions } : []
        let records = vigil.next(names, book: book, rule: shared.settings.publication, now: Clock.wall)
        shared.publish(records, as: voice)
    }

    /// Waits and serves the consumer's events; a wake ends it early.
    private func idle(_ duration: Duration) {
        let deadline =
            Clock.monotonic + duration.components.seconds * 1_000_000_000
            + duration.components.attoseconds / 1_000_000_000
        repeat {
            shared.queue.consume(timeout: .milliseconds(200)) { _ in true }
            while consumer.poll(.zero) != nil {}
        } while !shared.isStopping && Clock.monotonic < deadline
    }
}
