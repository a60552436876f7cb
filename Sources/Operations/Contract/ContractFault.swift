/// A way in which a record differs from what the contract asks for. Nothing in it is of a value: faults alike are counted
/// together, and shown.
struct ContractFault: Hashable, Sendable {
    /// What comes of it.
    enum Effect: String, CaseIterable, Hashable, Sendable {
        /// The record is in no table but the dead letters.
        case poison
        /// The field counts as absent, or the row isn't the one that was meant.
        case violation
        /// Nothing breaks.
        case note
    }

    /// What is asked for in vain. The words are for scripts too: they don't change.
    enum Rule: String, CaseIterable, Hashable, Sendable {
        case invalidJSON = "invalid-json"
        case tooLarge = "too-large"
        case notAnEvent = "not-an-event"
        case missing
        case null
        case wrongType = "wrong-type"
        case outOfRange = "out-of-range"
        case badTime = "bad-time"
        case notNormal = "not-normal"
        case duplicateName = "duplicate-name"
        case badHeader = "bad-header"
        case wrongMode = "wrong-mode"
        case wrongTopic = "wrong-topic"
        case unknownType = "unknown-type"
        case missingKey = "missing-key"
        case wrongKey = "wrong-key"
    }

    /// What comes of it.
    var effect: Effect
    /// What is asked for.
    var rule: Rule
    /// Where: `data.chat`, `data.messageIds[]`, `ce_id`; empty for the record as a whole.
    var path: String
    /// In words, behind the path.
    var detail: String

    init(_ rule: Rule, _ path: String, _ detail: String, effect: Effect = .violation) {
        self.rule = rule
        self.path = path
        self.detail = detail
        self.effect = effect
    }

    /// Rule and path in one.
    var name: String { path.isEmpty ? rule.rawValue : "\(rule.rawValue) \(path)" }
}
