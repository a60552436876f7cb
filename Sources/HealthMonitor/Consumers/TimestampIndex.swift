/// When the records of one partition were written, roughly: offset → Kafka timestamp, for lag in seconds.
///
/// It keeps the first record of each second. Where it is full, stretches of long ago are merged, and what every consumer has passed is
/// dropped. So a timestamp that it gives is older than the record's own by a second, or by a small part of the record's age (3 % over a
/// month), and never younger.
package struct TimestampIndex: Hashable, Sendable {
    private struct Sample: Hashable, Sendable {
        var offset: Int64
        var time: Moment
    }

    /// The life of the topic whose offsets these are; nil: nobody said.
    let log: Int64?
    private let limit: Int
    private var samples: [Sample] = []
    /// Below it everything is read. Of what lies beyond, the last stretch tells nothing: a record after a long silence would seem as
    /// old as the one before it.
    private var end = Int64.min
    /// The least part of a record's age that a stretch may be long.
    private static let finest: Int64 = 128

    /// An empty index of at most `limit` samples.
    package init(limit: Int = 1_024, log: Int64? = nil) {
        self.limit = max(limit, 2)
        self.log = log
    }

    /// Whether a record of that time begins a stretch; what doesn't need not be added.
    package func wants(_ time: Moment) -> Bool { samples.last.map { time &- $0.time >= Span.second } ?? true }

    /// Adds a record that was read, in the order of offsets. One that is older than the last begins nothing.
    package mutating func add(offset: Int64, time: Moment) {
        reach(offset &+ 1)
        guard wants(time), samples.last.map({ offset > $0.offset }) ?? true else { return }
        if samples.count >= limit { thin() }
        samples.append(Sample(offset: offset, time: time))
    }

    /// Everything below `offset` is read.
    package mutating func reach(_ offset: Int64) { end = max(end, offset) }

    /// The row of a consumer that reads what is added here: where it has come to, which its row says only once that is stored.
    func moved(_ row: ConsumerRow) -> ConsumerRow {
        var row = row
        row.nextOffset = max(row.nextOffset, end)
        return row
    }

    /// Merges stretches until half of the room is free, those of long ago first: a record's time is off by a second, or by a small part
    /// of its age.
    private mutating func thin() {
        guard let newest = samples.last?.time else { return }
        var part = Self.finest
        while samples.count > limit / 2, part > 0 {
            var kept: [Sample] = []
            for place in samples.indices {
                guard let last = kept.last, place + 1 < samples.count else {
                    kept.append(samples[place])
                    continue
                }
                let allowed = max(Span.second, (newest &- samples[place].time) / part)
                if samples[place + 1].time &- last.time > allowed { kept.append(samples[place]) }
            }
            samples = kept
            part /= 2
        }
        // Of so few that none can be merged the oldest go.
        if samples.count > limit / 2 { samples.removeFirst(samples.count - limit / 2) }
    }

    /// The time of the record at `offset`, or of the beginning of its stretch; nil where it was written before what is known, or is
    /// not read yet.
    package func time(at offset: Int64) -> Moment? {
        guard offset < end else { return nil }
        var (low, high) = (0, samples.count)
        while low < high {
            let middle = (low + high) / 2
            if samples[middle].offset <= offset { low = middle + 1 } else { high = middle }
        }
        return low > 0 ? samples[low - 1].time : nil
    }

    /// Forgets what lies below `offset`, but for the stretch that it is in.
    package mutating func forget(below offset: Int64) {
        let first = samples.lastIndex { $0.offset <= offset } ?? 0
        if first > 0 { samples.removeFirst(first) }
    }
}
