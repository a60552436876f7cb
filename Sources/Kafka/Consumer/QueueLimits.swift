/// How much a lane's queue may hold before its partitions are fetched no further.
///
/// The library counts per destination queue, so per lane. 2.0.2 looks again only after a whole second when a queue was
/// full, so a queue should hold more than a second's records.
package struct QueueLimits: Hashable, Sendable {
    /// The bytes that a lane's queue may hold, in KiB; what is under way from a broker comes on top.
    package var kilobytes: Int
    /// The records that a lane's queue may hold.
    package var records: Int

    /// Limits; by default 64 MiB, of as many records as fit.
    package init(kilobytes: Int = 65_536, records: Int = 1_000_000) {
        self.kilobytes = kilobytes
        self.records = records
    }

    /// Sets them, cut to what the library takes.
    func apply(to configuration: borrowing Configuration) throws(KafkaError) {
        try configuration.set("queued.max.messages.kbytes", min(max(kilobytes, 64), 2_097_151))
        try configuration.set("queued.min.messages", min(max(records, 1_000), 10_000_000))
    }
}
