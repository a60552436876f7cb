/// Up to where the records of each partition are counted in a session's row.
///
/// A row is written when its turn comes, and the partitions' positions move once all of them were, so a monitor that begins anew reads
/// some records again. What is a maximum bears that; what is counted must not be counted twice, and the row's mark tells what it has.
/// Offsets are those of one life of a topic, so the mark names that too.
package struct CountMark: Hashable, Sendable {
    private struct Topic: Hashable, Sendable {
        /// The life of the topic (`zapline.logs`); -1: nothing of it is counted.
        var log: Int64 = -1
        /// The next offset by partition; past its end nothing is counted.
        var next: [Int64] = []
    }

    /// In the order of `SourceTopic`.
    private var topics: [Topic]

    /// Nothing is counted.
    package init() { topics = [] }

    /// Whether the record is counted already. O(1), for every record.
    func covers(_ source: SourceTopic, _ partition: Int32, _ offset: Int64) -> Bool {
        let (topic, partition) = (source.place, Int(partition))
        return topic < topics.count && partition < topics[topic].next.count && offset < topics[topic].next[partition]
    }

    /// Everything of a partition below `offset` is counted; 0 forgets what was. Another life of the topic begins with nothing.
    mutating func set(_ source: SourceTopic, _ partition: Int32, _ offset: Int64, log: Int64) {
        while topics.count <= source.place { topics.append(Topic()) }
        if topics[source.place].log != log { topics[source.place] = Topic(log: log) }
        while topics[source.place].next.count <= Int(partition) { topics[source.place].next.append(0) }
        topics[source.place].next[Int(partition)] = offset
    }

    /// Forgets what is of another life of the topic than this one, or of partitions from `partitions` on.
    mutating func keep(_ source: SourceTopic, log: Int64, partitions: Int) {
        guard source.place < topics.count else { return }
        if topics[source.place].log != log { topics[source.place] = Topic() }
        topics[source.place].next = Array(topics[source.place].next.prefix(partitions))
    }

    /// Whether `other`, of the same lives, has every record that is counted here.
    func isReached(by other: CountMark) -> Bool {
        topics.indices.allSatisfy { topic in
            topics[topic].next.indices.allSatisfy { other.value(topic, $0) >= topics[topic].next[$0] }
        }
    }

    /// What either of the two has, which are of the same lives.
    func joined(_ other: CountMark) -> CountMark {
        var sum = CountMark()
        sum.topics = (0..<max(topics.count, other.topics.count)).map { topic in
            let partitions = max(count(topic), other.count(topic))
            return Topic(
                log: max(log(topic), other.log(topic)),
                next: (0..<partitions).map { max(value(topic, $0), other.value(topic, $0)) })
        }
        return sum
    }

    private func log(_ topic: Int) -> Int64 { topic < topics.count ? topics[topic].log : -1 }

    private func count(_ topic: Int) -> Int { topic < topics.count ? topics[topic].next.count : 0 }

    private func value(_ topic: Int, _ partition: Int) -> Int64 {
        partition < count(topic) ? topics[topic].next[partition] : 0
    }
}

extension CountMark {
    /// Each topic's life, number of partitions and their offsets; empty where nothing is counted.
    var text: String { NumberText.text(topics.flatMap { [$0.log, Int64($0.next.count)] + $0.next }) }

    /// What `text` tells of; what can't be read counts nothing.
    init(text: String) {
        self.init()
        var numbers = NumberText.numbers(text)[...]
        while let log = numbers.popFirst(), let count = numbers.popFirst().flatMap({ Int(exactly: $0) }),
            0...numbers.count ~= count
        {
            topics.append(Topic(log: log, next: Array(numbers.prefix(count))))
            numbers = numbers.dropFirst(count)
        }
    }
}
