internal import CRdKafka
import Synchronization

/// Puts a new client in the place of one that came to a fatal end, and gives it the records that the old one still had. For the
/// producer's thread.
struct Renewal {
    /// How long the old client's requests under way may take to be answered: whatever is answered need not be sent twice.
    private static let patience = Duration.seconds(5)
    /// A client that lived for so long is none that ends again and again.
    private static let life = Duration.seconds(60)
    private static let longestPause = Duration.seconds(5)

    private var last: ContinuousClock.Instant?
    private var pause = Duration.zero

    /// Renews the client of `core`; where that can't be done now, it is tried again in a while.
    mutating func run(_ core: ProducerCore, after error: KafkaError) {
        rest(core)
        guard !core.isStopped else { return }
        let desk = DeliveryDesk(core.tally)
        do throws(KafkaError) {
            let client = try ProducerCore.makeClient(core.settings, ClientContext(log: core.log, desk: desk))
            settle(core.client)
            let refused = core.install(client, desk)
            for (left, error) in refused { desk.fail(left.ticket, error) }
            core.log(LogLine(level: 4, facility: "RENEW", text: "the producer begins anew after \(error)"))
        } catch let failure {
            core.log(LogLine(level: 3, facility: "RENEW", text: "the producer can't begin anew: \(failure)"))
        }
    }

    /// Waits where the last one was a moment ago: a fault that stays (a right that is missing) must not be met with hundreds
    /// of clients a minute.
    private mutating func rest(_ core: ProducerCore) {
        let now = ContinuousClock.now
        let isAgain = last.map { now - $0 < Self.life } ?? false
        pause = isAgain ? min(Self.longestPause, max(.milliseconds(100), pause * 2)) : .zero
        let deadline = Deadline(after: pause)
        while !deadline.hasPassed, !core.isStopped { core.serve(deadline.remaining(atMost: .milliseconds(50))) }
        last = .now
    }

    /// Waits for the answers to what is under way, and takes everything else back.
    ///
    /// > rd_kafka_fatal_error: … RD_KAFKA_RESP_ERR__PURGE_QUEUE … the producer queues are purged; not what is in flight, "since
    /// > we'll want proper delivery status". What an answer then puts back into a queue is never sent again: so purge again.
    private func settle(_ client: ClientHandle) {
        let deadline = Deadline(after: Self.patience)
        repeat {
            _ = unsafe rd_kafka_purge(client.pointer, RD_KAFKA_PURGE_F_QUEUE)
            guard unsafe rd_kafka_flush(client.pointer, 100) != RD_KAFKA_RESP_ERR_NO_ERROR else { return }
        } while !deadline.hasPassed
        _ = unsafe rd_kafka_purge(client.pointer, RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT)
        _ = unsafe rd_kafka_flush(client.pointer, Duration.seconds(2).milliseconds)
    }
}

extension ProducerCore {
    /// Makes `client` the one in use, and sends what its predecessor didn't, in the order in which it came, before anything newer.
    ///
    /// - returns: what it doesn't take.
    fileprivate func install(_ client: ClientHandle, _ desk: DeliveryDesk) -> [(StrandedRecord, KafkaError)] {
        state.withLock { state in
            let left = (state.desk.takeStranded() + state.early).sorted { $0.ticket.number < $1.ticket.number }
            state.early = []
            state.client = client
            state.desk = desk
            state.renewals += 1
            return left.compactMap { left in
                KafkaError(Self.produce(left.record, left.ticket, client)).map { (left, $0) }
            }
        }
    }
}
