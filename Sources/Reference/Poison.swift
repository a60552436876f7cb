/// Why a record makes no row: what stands of it in `zapline.dead_letters`.
package struct Poison: Error, Hashable, Sendable {
    /// The reasons of contract §1 and design §1.2.
    package enum Reason: String, Sendable {
        case invalidJSON = "invalid-json"
        case invalidEvent = "invalid-event"
        case tooLarge = "too-large"
    }

    package let reason: Reason
    /// The attribute or the member of `data` that was found wrong first, in the order of the contract's tables.
    package let field: String?

    static let invalidJSON = Poison(reason: .invalidJSON, field: nil)
    static let tooLarge = Poison(reason: .tooLarge, field: nil)

    static func invalid(_ field: String) -> Poison {
        Poison(reason: .invalidEvent, field: field)
    }
}
