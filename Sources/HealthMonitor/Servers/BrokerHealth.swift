package import JSON

/// The broker, as the monitor reaches it.
package struct BrokerHealth: Hashable, Sendable {
    /// Why it can't be used, or nil.
    package var fault: String?
    /// How long its last answer took, in seconds.
    package var roundTrip: Double?
    /// Its clock beside ours, by the monitor's last heartbeat; nil where the health topic keeps producers' times, or none was taken.
    package var exchange: ClockExchange?
    /// Topics of ours that it doesn't have.
    package var missing: [String] = []

    /// What was said of it at the look before.
    package var said: Set<ReasonCode> = []

    /// Nothing known.
    package init() {}

    /// The verdict.
    package var judgement: Judgement {
        if let fault { return Judgement(.down, [Reason(.broker, "the broker can't be used: \(fault)")]) }
        guard missing.isEmpty else {
            return Judgement(
                .down,
                [
                    Reason(
                        .broker, "topics are missing: run 'zapline topics apply'",
                        facts: ["topicsMissing": .array(missing.map { .string($0) })])
                ])
        }
        let reasons = [exchange?.reason(of: "broker", said: said)].compactMap { $0 }
        return Judgement(reasons.isEmpty ? .ok : .degraded, reasons)
    }

    /// The facts of `pipeline/broker`.
    package var facts: [JSONValue.Member] {
        [
            .init(name: "reachable", value: .bool(fault == nil)),
            .init(name: "roundTripSeconds", value: fault == nil ? .seconds(roundTrip) : .null),
            .init(name: "clockSkewSeconds", value: fault == nil ? .seconds(exchange?.skew) : .null),
            .init(name: "topicsMissing", value: .array(missing.map { .string($0) })),
        ]
    }
}
