/// What a record carries through the library up to its delivery report.
final class Ticket: Sendable {
    /// Counts the records of a producer in the order in which it took them.
    let number: UInt64
    /// Who waits for this very record, if anybody.
    let promise: DeliveryPromise?
    /// The record's time, which a report of a failure doesn't give.
    let timestamp: Int64?
    /// How many clients came to their end with it.
    let losses: Int

    init(number: UInt64, promise: DeliveryPromise?, timestamp: Int64?, losses: Int = 0) {
        self.number = number
        self.promise = promise
        self.timestamp = timestamp
        self.losses = losses
    }

    /// The same, for the next client.
    var again: Ticket { Ticket(number: number, promise: promise, timestamp: timestamp, losses: losses + 1) }
}

/// A record that its client came to an end with, and the next one is to send.
struct StrandedRecord: Sendable {
    let record: OutgoingRecord
    let ticket: Ticket
}
