/// Up to where the records of each partition are counted in a session's row.
///
/// A row is written when its turn comes, and the partitions' positions move once all of them were, so a monitor that begins anew reads
/// some records again. What is a maximum bears that; what is counted must not be counted twice, and the row's mark tells what it has.
package struct CountMark: Hashable, Sendable {
    /// The next offset by partition, topic after topic in the order of `SourceTopic`; past its end nothing is counted.
    private var next: [[Int64]]

    /// Nothing is counted.
    package init() { next = [] }

    /// Whether nothing is counted.
    var isEmpty: Bool { next.isEmpty }

    /// Whether the record is counted already. O(1), for every record.
    func covers(_ source: SourceTopic, _ partition: Int32, _ offset: Int64) -> Bool {
        let (topic, partition) = (source.place, Int(partition))
        return topic < next.count && partition < next[topic].count && offset < next[topic][partition]
    }

    /// Everything of a partition below `offset` is counted; 0 forgets what was.
    mutating func set(_ source: SourceTopic, _ partition: Int32, _ offset: Int64) {
        while next.count <= source.place { next.append([]) }
        while next[source.place].count <= Int(partition) { next[source.place].append(0) }
        next[source.place][Int(partition)] = offset
    }

    /// Whether `other` has every record that is counted here.
    func isReached(by other: CountMark) -> Bool {
        next.indices.allSatisfy { topic in
            next[topic].indices.allSatisfy { other.value(topic, $0) >= next[topic][$0] }
        }
    }

    /// What either of the two has.
    func joined(_ other: CountMark) -> CountMark {
        var sum = CountMark()
        sum.next = (0..<max(next.count, other.next.count)).map { topic in
            let partitions = max(count(topic), other.count(topic))
            return (0..<partitions).map { max(value(topic, $0), other.value(topic, $0)) }
        }
        return sum
    }

    private func count(_ topic: Int) -> Int { topic < next.count ? next[topic].count : 0 }

    private func value(_ topic: Int, _ partition: Int) -> Int64 {
        partition < count(topic) ? next[topic][partition] : 0
    }
}

extension CountMark {
    /// Each topic's number of partitions and their offsets; empty where nothing is counted.
    var text: String { NumberText.text(next.flatMap { [Int64($0.count)] + $0 }) }

    /// What `text` tells of; what can't be read counts nothing.
    init(text: String) {
        self.init()
        var numbers = NumberText.numbers(text)[...]
        while let count = numbers.popFirst().flatMap({ Int(exactly: $0) }), 0...numbers.count ~= count {
            next.append(Array(numbers.prefix(count)))
            numbers = numbers.dropFirst(count)
        }
    }
}
