internal import Kafka
package import Service

/// Sends events, and knows at the end what became of them. For one thread.
package final class Publisher: EventSink {
    private let producer: Producer
    private let log: ClientLog
    private let prefix: String
    /// How many were accepted, by topic.
    package private(set) var sent: [String: Int] = [:]

    /// A publisher to the brokers of `settings`.
    package init(_ settings: ServiceSettings, log: ClientLog) throws {
        let client = settings.client()
        do throws(KafkaError) {
            producer = try Producer(client, log: log.handler)
        } catch { throw Broker.failure(error, client, log) }
        self.log = log
        prefix = settings.topicPrefix
    }

    /// Accepts an event; waits while the queue is full, which is how a slow broker slows us down.
    package func send(_ event: RoutedEvent) throws {
        let record = event.record(prefix: prefix)
        do throws(KafkaError) {
            try producer.send(record, waiting: .seconds(60))
        } catch {
            throw OperationError(
                "an event can't be sent to \(record.topic): \(error)\(log.complaint)", exitCode: .unavailable)
        }
        sent[record.topic, default: 0] += 1
    }

    /// Waits for what is under way.
    package func finish() -> SinkResult {
        let isFlushed = producer.close(deadline: .seconds(60))
        let counts = producer.counts
        return SinkResult(
            sent: sent, failed: counts.failed,
            lost: isFlushed ? 0 : max(0, sent.values.reduce(0, +) - counts.delivered - counts.failed),
            reason: counts.lastError.map { "\($0)\(log.complaint)" })
    }
}

/// Where events go.
package protocol EventSink: AnyObject {
    /// Takes an event.
    func send(_ event: RoutedEvent) throws
    /// Ends, and says what became of them all.
    func finish() -> SinkResult
}

/// What became of the events that a sink took.
package struct SinkResult: Hashable, Sendable {
    /// How many it took, by topic.
    package var sent: [String: Int]
    /// How many the brokers refused.
    package var failed: Int
    /// How many nobody answered for in time.
    package var lost: Int
    /// Why, where one was refused.
    package var reason: String?

    /// What became of them.
    package init(sent: [String: Int], failed: Int = 0, lost: Int = 0, reason: String? = nil) {
        self.sent = sent
        self.failed = failed
        self.lost = lost
        self.reason = reason
    }

    /// Why the command can't be called done, or nil.
    package var complaint: String? {
        guard failed + lost > 0 else { return nil }
        return
            "\(failed + lost) events are not known to be in the log\(reason.map { ": \($0)" } ?? ""); publish them again: "
            + "an event that is there twice counts once"
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
