/// Judges progress: a partition whose log goes on while its position stands is not healthy, whatever its threads do.
///
/// A pure value. What waits for a server that is known to be away isn't judged: a restart wouldn't help.
package struct Watchdog: Sendable {
    /// How long a partition may stand still before what happens.
    package struct Bounds: Hashable, Sendable {
        /// `/readyz` says so.
        package var notReady: Duration = .seconds(30)
        /// It is taken out of the assignment and claimed again, once.
        package var reclaim: Duration = .seconds(60)
        /// `/healthz` says so; the same for a thread that doesn't go round, whose every wait is shorter.
        package var failed: Duration = .seconds(120)
        /// The process ends, for its supervisor to start it anew.
        package var end: Duration = .seconds(180)

        /// The usual ones.
        package init() {}
    }

    /// A partition that stands still.
    package struct Stall: Hashable, Sendable {
        package var partition: PartitionID
        /// The offset that it stands at.
        package var position: Int64
        /// Where its log ended when that was asked for last.
        package var end: Int64
        /// For how long.
        package var duration: Duration
        /// Whether it is time to claim it again; true once a stall.
        package var isDue = false
    }

    private struct Watched: Sendable {
        var position: Int64
        var since: Int64
        var wasReclaimed = false
    }

    private let bounds: Bounds
    private var watched: [PartitionID: Watched] = [:]

    /// A watchdog that has seen nothing.
    package init(bounds: Bounds = Bounds()) { self.bounds = bounds }

    /// The partitions whose position is the one that was seen the last time: their log's end is worth asking for.
    package func suspects(_ positions: [PartitionID: Int64]) -> [PartitionID] {
        positions.filter { watched[$0.key]?.position == $0.value }.keys.sorted()
    }

    /// Whether any partition stands elsewhere than it was seen the last time, or is gone.
    package func hasMoved(_ positions: [PartitionID: Int64]) -> Bool {
        watched.contains { positions[$0.key] != $0.value.position }
    }

    /// Takes what is known now: the position of each consumed partition, and the log's end of those that were asked for.
    ///
    /// - parameter now: nanoseconds of a clock that only goes forward.
    /// - returns: the partitions that have stood still for `notReady` or longer.
    package mutating func observe(positions: [PartitionID: Int64], ends: [PartitionID: Int64], at now: Int64) -> [Stall]
    {
        var stalls: [Stall] = []
        for (partition, position) in positions.sorted(by: { $0.key < $1.key }) {
            guard let known = watched[partition], known.position == position,
                ends[partition].map({ $0 > position }) ?? true
            else {
                watched[partition] = Watched(position: position, since: now)
                continue
            }
            let duration = Duration.nanoseconds(now - known.since)
            guard let end = ends[partition], duration >= bounds.notReady else { continue }
            var stall = Stall(partition: partition, position: position, end: end, duration: duration)
            if duration >= bounds.reclaim, !known.wasReclaimed {
                stall.isDue = true
                watched[partition]?.wasReclaimed = true
            }
            stalls.append(stall)
        }
        return stalls
    }

    /// These are not ours any more, or halted.
    package mutating func forget(_ partitions: [PartitionID]) {
        for partition in partitions { watched[partition] = nil }
    }

    /// A server is away, or a lane says why it can't go on: nothing is judged, and every clock begins anew.
    package mutating func pause() { watched.removeAll() }
}
