package import JSON
import Kafka

/// How far one pipeline is behind in one partition, and what that means.
package struct ConsumerHealth: Hashable, Sendable {
    /// What its offset row says.
    package enum State: String, Hashable, Sendable {
        case active, halted
        /// It has no row yet: nobody claimed it.
        case unclaimed
    }

    /// Where.
    package let place: ConsumerPlace
    /// Whether it goes on; nil where its row can't be read.
    package let state: State?
    /// The next record to apply.
    package var nextOffset: Int64?
    /// Where the log ends.
    package var endOffset: Int64?
    /// Records not applied.
    package var lagRecords: Int64?
    /// Since when the oldest of them waits, in seconds; nil where nobody knows.
    package var lagSeconds: Double?
    /// Who claimed it.
    package var owner: String?
    /// When its row moved last.
    package var updatedAt: Moment?
    /// Why it stands still until somebody mends the cause; nil: it doesn't.
    package var haltReason: String?
    /// What was seen of it besides.
    package var observed = LagJudge.Observed()
    /// The verdict.
    package let judgement: Judgement

    /// A consumer of which only the verdict is known yet.
    package init(place: ConsumerPlace, state: State?, judgement: Judgement) {
        self.place = place
        self.state = state
        self.judgement = judgement
    }

    /// Which way its lag goes.
    package var trend: Trend? { observed.trend.trend }
    /// When nothing will be left at this pace.
    package var secondsToZero: Double? { observed.trend.secondsToZero }
    /// Records that it put aside and that wait for somebody.
    package var deadLetters: Int64? { observed.deadLetters }
    /// What its group has committed to Kafka.
    package var committedOffset: Int64? { observed.committed }

    /// The facts of a consumer's event (contract §5).
    package var facts: [JSONValue.Member] {
        [
            .init(name: "pipeline", value: .string(place.pipeline)),
            .init(name: "topic", value: .string(place.partition.topic)),
            .init(name: "partition", value: .integer(place.partition.partition)),
            .init(name: "state", value: .text(state?.rawValue)), .init(name: "lagRecords", value: .number(lagRecords)),
            .init(name: "lagSeconds", value: .seconds(lagSeconds)),
            .init(name: "trend", value: .text(trend?.rawValue)),
            .init(name: "recordsPerSecond", value: .seconds(observed.trend.recordsPerSecond)),
            .init(name: "secondsToZero", value: .seconds(secondsToZero)),
            .init(name: "nextOffset", value: .number(nextOffset)), .init(name: "endOffset", value: .number(endOffset)),
            .init(name: "committedOffset", value: .number(committedOffset)),
            .init(name: "deadLetters", value: .number(deadLetters)), .init(name: "owner", value: .text(owner)),
            .init(name: "updatedAt", value: .time(updatedAt)), .init(name: "haltReason", value: .text(haltReason)),
        ]
    }

    /// Seconds to the millisecond.
    static func seconds(_ value: Double) -> JSONValue {
        guard value.isFinite, value.magnitude < 1e12 else { return .null }
        let whole = (value * 1_000).rounded() / 1_000
        return whole == whole.rounded() ? .integer(Int64(whole)) : .number("\(whole)")
    }
}

extension JSONValue {
    /// Seconds, or another figure, to three places; null where there is none.
    static func seconds(_ value: Double?) -> JSONValue { value.map { ConsumerHealth.seconds($0) } ?? .null }
}
