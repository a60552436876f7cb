import JSON

/// The figure of a subject that its sparkline draws, found by the fact's name.
enum HistoryFigure {
    /// The facts that are drawn, the first that is there; seconds as milliseconds, so that small ones keep their digits.
    private static let facts: [(name: String, scale: Double)] = [
        ("lagRecords", 1), ("lastSeconds", 1_000), ("roundTripSeconds", 1_000), ("unpublished", 1),
    ]

    /// The figure; 0 where the facts have none.
    static func of(_ members: [JSONValue.Member]) -> Double {
        for fact in facts {
            if let value = members.first(where: { $0.name == fact.name })?.value.double { return value * fact.scale }
        }
        return 0
    }
}
