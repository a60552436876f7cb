internal import Kafka
package import Service

/// Sends events, waits for a broker that is away, and knows at the end what became of them. For one thread.
///
/// It gives up when a record is older than `message.timeout.ms` (5 minutes where `KAFKA_MESSAGE_TIMEOUT_MS` says nothing else):
/// then it takes nothing more, and what is not acknowledged by then counts as not in the log.
package final class Publisher: EventSink {
    private let producer: Producer
    private let log: ClientLog
    private let prefix: String
    private let stop: StopRequest
    private let patience: Duration
    private let waits: @Sendable (String) -> Void
    private let clock: @Sendable () -> Duration
    private var watch = OutageWatch()
    private var lastSaid: Duration?
    private var refused = 0
    /// Why it takes no more, or nil.
    private var fault: String?
    /// How many were accepted, by topic.
    package private(set) var sent: [String: Int] = [:]

    /// A publisher to the brokers of `settings`.
    ///
    /// - parameter stop: ends its waits.
    /// - parameter waits: hears every ten seconds what it waits for, while no broker acknowledges anything.
    package init(
        _ settings: ServiceSettings, log: ClientLog, stop: StopRequest,
        clock: @escaping @Sendable () -> Duration = Progress.uptime, waits: @escaping @Sendable (String) -> Void
    ) throws {
        let client = settings.client()
        do throws(KafkaError) {
            producer = try Producer(client, log: log.handler)
        } catch { throw Broker.failure(error, client, log) }
        self.log = log
        self.stop = stop
        self.clock = clock
        self.waits = waits
        prefix = settings.topicPrefix
        patience = Self.patience(client)
    }

    /// The library fails a record that no broker took in that time; so nobody need wait for longer.
    private static func patience(_ client: ClientSettings) -> Duration {
        let set = client.properties["message.timeout.ms"] ?? client.properties["delivery.timeout.ms"]
        return set.flatMap { Int($0) }.flatMap { $0 > 0 ? .milliseconds($0) : nil } ?? .seconds(300)
    }

    /// Whether a broker has been away for too long.
    package var hasGivenUp: Bool { fault != nil }

    /// Accepts an event; waits while the queue is full, which is how a slow broker slows us down.
    package func send(_ event: RoutedEvent) throws {
        let record = event.record(prefix: prefix)
        while fault == nil {
            do throws(KafkaError) {
                try producer.send(record, waiting: .milliseconds(500))
                sent[record.topic, default: 0] += 1
                return look()
            } catch {
                guard error.code == .queueFull || error.code == .fatal else {
                    throw OperationError(
                        "an event can't be sent to \(record.topic): \(error)\(log.complaint)", exitCode: .unavailable)
                }
                look()
                if stop.isRequested { break }
            }
        }
        refused += 1
    }

    /// Sees whether brokers acknowledge anything; says so, and in the end gives up, where they don't.
    private func look() {
        let (counts, now) = (producer.counts, clock())
        let silence = watch.silence(counts, at: now)
        let isOver = counts.lastError?.code == .messageTimedOut
        if silence >= patience || isOver {
            fault = "no broker acknowledged them within \(DurationText.format(patience))\(log.complaint)"
        } else if silence >= .seconds(3), lastSaid.map({ now - $0 >= .seconds(10) }) ?? true {
            lastSaid = now
            waits(
                "no broker has acknowledged anything for \(Self.text(silence))\(log.complaint); waiting with "
                    + "\(ProgressLine.grouped(counts.pending)) events, for \(DurationText.format(patience)) at most")
        }
    }

    private static func text(_ duration: Duration) -> String {
        DurationText.format(.seconds(duration.components.seconds))
    }

    /// Waits for what is under way, after a request to stop only for a moment.
    package func finish() -> SinkResult {
        var stopped: Duration?
        while fault == nil, !producer.flush(deadline: .milliseconds(200)) {
            look()
            if stop.isRequested { stopped = stopped ?? clock() }
            if let stopped, clock() - stopped >= .seconds(10) { break }
        }
        look()
        let before = producer.counts
        _ = producer.close(deadline: .zero)
        let counts = producer.counts
        return SinkResult(
            sent: sent, failed: counts.failed, lost: counts.pending + refused, delivered: counts.delivered,
            reason: fault ?? before.lastError.map { "\($0)\(log.complaint)" })
    }
}

/// Where events go.
package protocol EventSink: AnyObject {
    /// Takes an event.
    func send(_ event: RoutedEvent) throws
    /// Whether it takes no more, so that there is no sense in going on.
    var hasGivenUp: Bool { get }
    /// Ends, and says what became of them all.
    func finish() -> SinkResult
}

extension EventSink {
    /// Most never do.
    package var hasGivenUp: Bool { false }
}

/// What became of the events that a sink took.
package struct SinkResult: Hashable, Sendable {
    /// How many it took, by topic.
    package var sent: [String: Int]
    /// How many the brokers refused.
    package var failed: Int
    /// How many nobody answered for in time.
    package var lost: Int
    /// How many are in the log.
    package var delivered: Int
    /// Why, where one was refused.
    package var reason: String?

    /// What became of them.
    ///
    /// - parameter delivered: nil: all that neither failed nor were lost.
    package init(sent: [String: Int], failed: Int = 0, lost: Int = 0, delivered: Int? = nil, reason: String? = nil) {
        self.sent = sent
        self.failed = failed
        self.lost = lost
        self.delivered = delivered ?? max(0, sent.values.reduce(0, +) - failed - lost)
        self.reason = reason
    }

    /// Why the command can't be called done, or nil.
    package var complaint: String? {
        guard failed + lost > 0 else { return nil }
        return
            "\(ProgressLine.grouped(delivered)) events are in the log, \(ProgressLine.grouped(failed + lost)) are not known to be"
            + "\(reason.map { ": \($0)" } ?? ""); publish them again: an event that is there twice counts once"
    }
}

/// Takes events and only writes them down, one a line.
package final class PreviewSink: EventSink {
    private let write: @Sendable (String) -> Void
    private let prefix: String
    private var sent: [String: Int] = [:]

    /// A sink that writes to `write`.
    package init(prefix: String, write: @escaping @Sendable (String) -> Void) {
        self.prefix = prefix
        self.write = write
    }

    /// Writes the event down.
    package func send(_ event: RoutedEvent) {
        sent[prefix + event.topicName, default: 0] += 1
        write(String(decoding: event.value, as: UTF8.self) + "\n")
    }

    /// What was written, by topic.
    package func finish() -> SinkResult { SinkResult(sent: sent) }
}
