package import Kafka

/// Up to when everything is known: the least, over all partitions, of the moments whose whole log is read.
///
/// A look asks the broker where each partition ends; once our position has come that far, all that was in the log at the moment of
/// the look is read. Only that proves it: a partition that merely says nothing may be one that can't be reached.
package struct Horizon: Sendable {
    private struct Mark: Hashable, Sendable {
        var taken: Moment
        var end: Int64
    }

    private struct Place: Sendable {
        var position: Int64
        var confirmed: Moment?
        /// The oldest look whose end isn't reached yet. A newer one doesn't take its place: under steady traffic none
        /// would ever be reached.
        var pending: Mark?
    }

    private var places: [TopicPartition: Place] = [:]

    /// No partition.
    package init() {}

    /// The partitions in it.
    package var partitions: Set<TopicPartition> { Set(places.keys) }

    /// A partition is read from `position` on.
    package mutating func add(_ partition: TopicPartition, at position: Int64) {
        places[partition] = Place(position: position)
    }

    /// Everything of a partition below `position` is read.
    package mutating func advance(_ partition: TopicPartition, to position: Int64) {
        guard var place = places[partition] else { return }
        place.position = max(place.position, position)
        if let mark = place.pending, place.position >= mark.end {
            // Looks come in their order, so one that is earlier is of a clock that was set back: the later would seem fresh for long.
            place.confirmed = mark.taken
            place.pending = nil
        }
        places[partition] = place
    }

    /// The broker said at `taken` (or later) where partitions end.
    package mutating func look(_ ends: [TopicPartition: Int64], taken: Moment) {
        for (partition, end) in ends {
            guard let place = places[partition] else { continue }
            if place.position >= end || place.pending == nil {
                places[partition]?.pending = Mark(taken: taken, end: end)
            }
            advance(partition, to: place.position)
        }
    }

    /// The moment; nil until every partition was read to an end once.
    package var moment: Moment? {
        guard !places.isEmpty else { return nil }
        var least = Moment.max
        for place in places.values {
            guard let confirmed = place.confirmed else { return nil }
            least = min(least, confirmed)
        }
        return least
    }
}
