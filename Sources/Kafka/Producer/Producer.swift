/// An idempotent producer: the records of a partition arrive in the order of `send`, each once, as long as one client
/// lives.
///
/// When its client comes to a fatal end (2.0.2 has some that later versions don't, librdkafka#4438), it makes itself a
/// new one, and sends again what the old one had and no broker has acknowledged, in the order in which it came and before anything
/// newer: callers need not know. Records that were under way may then be in the log twice, which is what events' ids are
/// for. What counts as failed is the caller's to send again: a record that no broker took within `message.timeout.ms` (5 minutes
/// where nobody set it), one that the topic refuses, and one that three clients in a row ended with.
///
/// One that is dropped without `close` gives up what is under way.
package final class Producer: Sendable {
    let core: ProducerCore

    /// A producer; waits for no broker.
    ///
    /// - throws: an error that names the property at fault.
    package init(_ settings: ClientSettings, log: @escaping LogHandler) throws(KafkaError) {
        core = try ProducerCore(settings, log)
        try core.startPolling()
    }

    deinit { core.stop() }

    /// What became of the records so far, in all of its clients. Any thread.
    package var counts: DeliveryCounts { core.tally.current }

    /// How many records are accepted and neither delivered nor failed, in all of its clients. Any thread.
    package var pending: Int { core.tally.current.pending }

    /// How often a fatal error made it begin anew. Any thread.
    package var renewals: Int { core.renewals }

    /// Accepts a record. Copies it, and is answered in `counts`. Any thread; blocks for up to `limit` while the queue
    /// is full, or while a client that ended is replaced.
    ///
    /// - throws: where it can't be accepted at all: too large, no such topic, no room in time.
    package func send(_ record: OutgoingRecord, waiting limit: Duration = .seconds(30)) throws(KafkaError) {
        try core.enqueue(record, limit)
    }

    /// The same, and says what became of it, once: on the producer's thread or that of whoever flushes, which `finished` must not hold up.
    /// Where it can't be accepted the error is thrown, and `finished` hears nothing.
    package func send(
        _ record: OutgoingRecord, waiting limit: Duration,
        whenDelivered finished: @escaping @Sendable (Result<Delivery, KafkaError>) -> Void
    ) throws(KafkaError) {
        try core.enqueue(record, limit, promise: DeliveryPromise(finished))
    }

    /// Publishes a record and waits until it is in the log. For single records: a wait costs more than a thousand
    /// sends.
    ///
    /// The queue is expected to have room for it; where it hasn't, the error is `.queueFull`.
    package func deliver(_ record: OutgoingRecord) async throws(KafkaError) -> Delivery {
        let result = await withCheckedContinuation { continuation in
            send(record) { continuation.resume(returning: $0) }
        }
        return try result.get()
    }

    /// Publishes a record and says what became of it, once: on the producer's thread, which `finished` must not hold up, or here and now
    /// where it wasn't taken.
    package func send(
        _ record: OutgoingRecord, whenDelivered finished: @escaping @Sendable (Result<Delivery, KafkaError>) -> Void
    ) {
        let promise = DeliveryPromise(finished)
        do throws(KafkaError) {
            try core.enqueue(record, promise: promise)
        } catch { promise.finish(.failure(error)) }
    }

    /// Waits until each accepted record is delivered or failed. Any thread; blocks.
    ///
    /// - returns: false where some are still under way after `limit`.
    package func flush(deadline limit: Duration) -> Bool { core.settle(within: limit) }

    /// Flushes, and ends. Nothing can be sent afterwards, and what is not delivered then has failed.
    ///
    /// - returns: false where records were still under way after `limit`; they may arrive or not.
    package func close(deadline limit: Duration) -> Bool {
        let isFlushed = flush(deadline: limit)
        core.stop()
        // The thread takes back what is left and says so; a library that doesn't answer is not waited for.
        _ = core.settle(within: .seconds(3))
        return isFlushed
    }

    /// Fetches what the brokers know of `topic`, so that the first record to it is not a second late (librdkafka#5032).
    /// Blocks.
    package func warmUp(_ topic: String, timeout: Duration) throws(KafkaError) {
        _ = try core.client.metadata(of: topic, timeout: timeout)
    }
}
