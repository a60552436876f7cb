package import JSON

extension SessionTraffic {
    /// What is said of each problem.
    package func reasons(for problems: TrafficProblems, _ rules: TrafficRules = TrafficRules()) -> [Reason] {
        guard let horizon else { return [] }
        return TrafficProblems.codes.filter { problems.contains($0.problem) }
            .map { reason($0.problem, $0.code, horizon, rules) }
    }

    private func reason(
        _ problem: TrafficProblems, _ code: ReasonCode, _ horizon: Moment, _ rules: TrafficRules
    ) -> Reason {
        switch problem {
        case .pending:
            let waiting = waiting(at: horizon, rules)
            return Reason(
                code, "what it sent waits longer for its acknowledgement than is usual here",
                facts: [
                    "pending": .integer(waiting.count), "overdue": .integer(waiting.overdue),
                    "pendingSince": .time(waiting.since), "allowedSeconds": .seconds(allowance(at: horizon, rules)),
                ])
        case .failing:
            return Reason(
                code, "many of the messages that it sent in the last hour failed",
                facts: [
                    "failed": .integer(failures.failures(at: horizon)),
                    "sent": .integer(failures.attempts(at: horizon)),
                    "failures": failureFacts(at: horizon),
                ])
        case .slowAcks:
            return Reason(
                code, "acknowledgements take longer than is usual here",
                facts: [
                    "ackMedianSeconds": .seconds(latency.recent(at: horizon).percentile(50)),
                    "usualMedianSeconds": .seconds(latency.usual(at: horizon).percentile(50)),
                ])
        default:
            let missing = missing(at: horizon, age: rules.gapAge)
            return Reason(
                code, "its gateway numbered events that never came",
                facts: ["missing": .integer(missing.count), "missingSince": .time(missing.since)])
        }
    }

    /// The facts of a session's event that its traffic tells (contract §5).
    package var facts: [JSONValue.Member] {
        let horizon = horizon ?? 0
        let isKnown = self.horizon != nil
        let waiting = waiting(at: horizon)
        let recent = latency.recent(at: horizon)
        func known(_ value: JSONValue) -> JSONValue { isKnown ? value : .null }
        return [
            .init(name: "lastMessageInAt", value: .time(lastInAt)),
            .init(name: "lastMessageOutAt", value: .time(lastOutAt)),
            .init(name: "pending", value: isKnown && tellsAcks ? .integer(waiting.count) : .null),
            .init(name: "pendingSince", value: .time(waiting.since)),
            .init(name: "ackMedianSeconds", value: .seconds(recent.percentile(50))),
            .init(name: "ack95Seconds", value: .seconds(recent.percentile(95))),
            .init(name: "ackSamples", value: known(.integer(recent.total))),
            .init(name: "failures", value: known(failureFacts(at: horizon))),
            .init(name: "missing", value: known(.integer(missing(at: horizon, age: Self.missingAge).count))),
            .init(name: "eventsPerHour", value: known(.tenths(rate.tenthsPerHour(at: horizon)))),
        ]
    }

    /// For how long a gap stays among the facts.
    private static let missingAge = Int64(SequenceLog.memory) * Span.second

    private func failureFacts(at horizon: Moment) -> JSONValue {
        .object(failures.byCode(at: horizon).map { .init(name: $0.code, value: .integer($0.count)) })
    }
}

extension JSONValue {
    /// A number of tenths.
    static func tenths(_ tenths: Int64) -> JSONValue {
        tenths % 10 == 0 ? .integer(tenths / 10) : .number("\(tenths / 10).\(tenths % 10)")
    }

    /// A length of time in seconds, to the millisecond; null where there is none.
    static func seconds(_ length: Int64?) -> JSONValue {
        guard let length else { return .null }
        let milliseconds = (length &+ Span.millisecond / 2) / Span.millisecond
        let rest = milliseconds % 1_000
        guard rest > 0 else { return .integer(milliseconds / 1_000) }
        let digits = String(1_000 + rest).dropFirst()
        return .number("\(milliseconds / 1_000).\(digits)")
    }
}
