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
    /// Whether it goes on.
    package let state: State
    /// The next record to apply.
    package let nextOffset: Int64?
    /// Where the log ends.
    package let endOffset: Int64?
    /// Records not applied.
    package let lagRecords: Int64?
    /// Since when the oldest of them waits, in seconds; nil where nobody knows.
    package let lagSeconds: Double?
    /// Who claimed it.
    package let owner: String?
    /// When its row moved last.
    package let updatedAt: Moment?
    /// The verdict.
    package let judgement: Judgement

    /// The facts of a consumer's event (contract §5).
    package var facts: [JSONValue.Member] {
        [
            .init(name: "pipeline", value: .string(place.pipeline)),
            .init(name: "topic", value: .string(place.partition.topic)),
            .init(name: "partition", value: .integer(place.partition.partition)),
            .init(name: "state", value: .string(state.rawValue)), .init(name: "lagRecords", value: .number(lagRecords)),
            .init(name: "lagSeconds", value: lagSeconds.map { Self.seconds($0) } ?? .null),
            .init(name: "nextOffset", value: .number(nextOffset)), .init(name: "endOffset", value: .number(endOffset)),
            .init(name: "owner", value: .text(owner)), .init(name: "updatedAt", value: .time(updatedAt)),
        ]
    }

    /// Seconds to the millisecond.
    static func seconds(_ value: Double) -> JSONValue {
        guard value.isFinite, value.magnitude < 1e12 else { return .null }
        let whole = (value * 1_000).rounded() / 1_000
        return whole == whole.rounded() ? .integer(Int64(whole)) : .number("\(whole)")
    }
}
