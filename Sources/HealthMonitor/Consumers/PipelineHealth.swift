package import JSON

/// A pipeline as the sum of its consumers.
package struct PipelineHealth: Hashable, Sendable {
    /// The pipeline's name.
    package let name: String
    /// Its partitions.
    package let partitions: Int
    /// Records not applied, where they are known.
    package let lagRecords: Int64
    /// The longest wait, where it is known.
    package let lagSeconds: Double?
    /// The verdict.
    package let judgement: Judgement

    /// The sum of `consumers`, which are all of one pipeline.
    ///
    /// - parameter fault: why nothing is known of any of them, where that is so.
    package init(_ name: String, _ consumers: [ConsumerHealth], fault: Reason? = nil) {
        self.name = name
        partitions = consumers.count
        lagRecords = consumers.reduce(0) { $0 &+ ($1.lagRecords ?? 0) }
        lagSeconds = consumers.compactMap(\.lagSeconds).max()
        if let fault {
            judgement = Judgement(.unknown, [fault])
        } else if consumers.isEmpty {
            judgement = Judgement(.unknown, [Reason(.noPartitions, "nothing is known of this pipeline's topics")])
        } else {
            judgement = Self.sum(consumers)
        }
    }

    /// One reason for each code, with the number of partitions that have it.
    private static func sum(_ consumers: [ConsumerHealth]) -> Judgement {
        let worst = consumers.map(\.judgement.verdict).max() ?? .unknown
        var counts: [ReasonCode: (verdict: Verdict, text: String, count: Int)] = [:]
        for consumer in consumers {
            for reason in consumer.judgement.reasons {
                let known = counts[reason.code]
                counts[reason.code] = (consumer.judgement.verdict, known?.text ?? reason.text, (known?.count ?? 0) + 1)
            }
        }
        let order = counts.sorted { ($1.value.verdict, $0.key.rawValue) < ($0.value.verdict, $1.key.rawValue) }
        return Judgement(
            worst, order.map { Reason($0.key, $0.value.text, facts: ["partitions": .integer($0.value.count)]) })
    }

    /// The facts of a pipeline's event.
    package var facts: [JSONValue.Member] {
        [
            .init(name: "partitions", value: .integer(partitions)),
            .init(name: "lagRecords", value: .integer(lagRecords)),
            .init(name: "lagSeconds", value: lagSeconds.map { ConsumerHealth.seconds($0) } ?? .null),
        ]
    }
}
