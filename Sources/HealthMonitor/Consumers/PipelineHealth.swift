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
    /// Records that wait for somebody, where they are known.
    package let deadLetters: Int64?
    /// Whether its rows could be read.
    package let isKnown: Bool
    /// How the sum of its lag moves.
    package var trend = LagTrend()
    /// The build of its tables that is under way.
    package var rebuild: RebuildProgress?
    /// The verdict.
    package let judgement: Judgement

    /// The sum of `consumers`, which are all of one pipeline.
    ///
    /// - parameter fault: why nothing is known of any of them, where that is so.
    package init(_ name: String, _ consumers: [ConsumerHealth], fault: Reason? = nil) {
        self.name = name
        isKnown = fault == nil
        partitions = consumers.count
        lagRecords = Self.sum(consumers.compactMap(\.lagRecords))
        lagSeconds = consumers.compactMap(\.lagSeconds).max()
        let letters = consumers.compactMap(\.deadLetters)
        deadLetters = letters.isEmpty ? nil : Self.sum(letters)
        if let fault {
            judgement = Judgement(.unknown, [fault])
        } else if consumers.isEmpty {
            judgement = Judgement(.unknown, [Reason(.noPartitions, "nothing is known of this pipeline's topics")])
        } else {
            judgement = Self.sum(consumers)
        }
    }

    /// The lag of all partitions, where it is known of each.
    var wholeLag: Int64? { isKnown && partitions > 0 ? lagRecords : nil }

    private static func sum(_ values: [Int64]) -> Int64 {
        values.reduce(0) { sum, value in
            let (next, isOverflow) = sum.addingReportingOverflow(value)
            return isOverflow ? .max : next
        }
    }

    /// One reason for each code, with the number of partitions that have it.
    private static func sum(_ consumers: [ConsumerHealth]) -> Judgement {
        let worst = consumers.map(\.judgement.verdict).max() ?? .unknown
        var counts: [ReasonCode: (verdict: Verdict, text: String, count: Int)] = [:]
        for consumer in consumers {
            for reason in consumer.judgement.reasons {
                let known = counts[reason.code]
                counts[reason.code] = (
                    max(consumer.judgement.verdict, known?.verdict ?? .ok), known?.text ?? reason.text,
                    (known?.count ?? 0) + 1
                )
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
            .init(name: "lagRecords", value: isKnown ? .integer(lagRecords) : .null),
            .init(name: "lagSeconds", value: .seconds(lagSeconds)),
            .init(name: "deadLetters", value: .number(deadLetters)),
            .init(name: "trend", value: .text(trend.trend?.rawValue)),
            .init(name: "secondsToZero", value: .seconds(trend.secondsToZero)),
            .init(name: "rebuild", value: rebuild?.json ?? .null),
        ]
    }
}
