/// How much a lane's queue may hold before its partitions are fetched no further.
///
/// The library counts per destination queue, so per lane, and counts keys and values alone: of records of 500 bytes a queue
/// takes about twice that in memory. It should hold more than its lane takes at once, which is when it is looked at again:
/// see `FetchWakeup`.
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
