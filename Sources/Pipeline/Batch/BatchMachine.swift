/// The life of one batch from its first transaction to its last: retries, halves, settles, bisects, dead-letters.
///
/// ```
///            ┌────────── wait / halve / bisect ─────────┐
///            ▼                                          │
///  start → transact ── committed → next part → … → finished
///            │  ▲                                       ▲
///     unknown│  │not committed                          │every partition gone
///            ▼  │                                       │
///         reconnect → settle ── not ours, lost, impossible
/// ```
///
/// A pure value: it takes events and returns the one next action. The lane runs actions; a simulation can as well.
/// An outage never makes a dead letter, because only an answer of the server's can be of the class `poison`.
package struct BatchMachine: Sendable {
    /// What happened.
    package enum Event: Hashable, Sendable {
        /// The transaction was committed (or, for a probe, would have been).
        case committed
        /// The transaction failed, or its answer is missing.
        case failed(Fault)
        /// A wait is over, or a new connection stands.
        case resumed
        /// The offset rows were read under their locks; a slot that is absent has no row.
        case settled([Int: OffsetRow])
    }

    /// What the lane does next.
    package enum Action: Hashable, Sendable {
        /// Send this transaction.
        case transact(Attempt)
        /// Wait that long, then say `resumed`.
        case wait(Duration)
        /// Make a new connection, after that long, then say `resumed`.
        case reconnect(after: Duration)
        /// Lock and read the offset rows of these slots, then say `settled`.
        case settle([Int])
        /// Nothing is left of the batch; `positions` and `departures` say how it ended.
        case finished
    }

    /// Why a partition left the batch.
    package enum Departure: Hashable, Sendable {
        /// It was taken away by a rebalance.
        case released
        /// Its row is not what we hold: claim it again, and fetch from what the claim says.
        case reclaim
        /// It may not go on until somebody acts; `retries` where a slow retry may help.
        case halt(reason: String, retries: Bool)
    }

    /// Where every partition stands now.
    package internal(set) var positions: [Int: SlotPosition]
    /// The partitions that left the batch, and why.
    package internal(set) var departures: [Int: Departure] = [:]
    /// How many records went to `dead_letters` because the database refused them.
    package internal(set) var lettered = 0

    /// The fewest records of a batch that, all refused, are more than one sender's bad luck.
    static let tellingCount = 16

    let items: [BatchItem]
    let ends: [Int: Int64]
    var work: [Work]
    var current: Attempt?
    var phase = Phase.idle
    var anySucceeded = false
    var conflicts = Backoff.conflict
    var outages = Backoff.outage
    var jitter: Jitter

    /// A part of the batch that is still to be done.
    struct Work: Hashable, Sendable {
        var range: Range<Int>
        var isProbe = false
        var letter: Attempt.Letter?
    }

    enum Phase: Hashable, Sendable { case idle, transacting, waiting, reconnecting, settling, finished }

    /// A batch of `items`, in the order in which they were fetched.
    ///
    /// - parameter positions: one for each slot that `items` or `ends` name.
    /// - parameter ends: for a slot whose partition was read to its end, the offset there; it may be past the last
    ///   record, since control records and compaction leave holes.
    /// - parameter seed: for the jitter of waits.
    package init(items: [BatchItem], positions: [SlotPosition], ends: [Int: Int64] = [:], seed: UInt64 = 0) {
        self.items = items
        self.ends = ends
        self.positions = Dictionary(positions.map { ($0.slot, $0) }, uniquingKeysWith: { first, _ in first })
        self.work = [Work(range: 0..<items.count)]
        self.jitter = Jitter(state: seed)
    }

    /// Whether every partition has left the batch, so that what is still to be done is nobody's.
    package var isAbandoned: Bool { positions.keys.allSatisfy { departures[$0] != nil } }

    /// The first action.
    package mutating func start() -> Action { next() }

    /// Takes `slot` out of what is still to be done; a transaction under way is not touched.
    package mutating func release(_ slot: Int) { depart(slot, .released) }

    /// The next action after `event`.
    package mutating func on(_ event: Event) -> Action {
        switch (phase, event) {
        case (.transacting, .committed): return committed()
        case (.transacting, .failed(let fault)): return failed(fault)
        case (.waiting, .resumed): return next()
        case (.reconnecting, .resumed): return settle()
        case (.reconnecting, .failed), (.settling, .failed): return reconnect()
        case (.settling, .settled(let rows)): return settled(rows)
        default: return phase == .finished ? .finished : next()
        }
    }
}

/// A small generator for jitter (SplitMix64), so that the machine stays a value and a seed repeats a run.
struct Jitter: Hashable, Sendable {
    var state: UInt64

    /// The next number in 0 ..< 1.
    mutating func next() -> Double {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return Double((mixed ^ (mixed >> 31)) >> 11) / Double(UInt64(1) << 53)
    }
}
