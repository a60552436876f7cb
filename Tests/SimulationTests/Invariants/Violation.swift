/// What must not be, and was.
struct Violation: Hashable {
    enum Kind: Hashable {
        /// A record below the stored offset has no effect.
        case lost
        /// An effect twice, out of order, or at or above the stored offset.
        case repeated
        /// A dead letter of a record that is none, twice, or above the stored offset.
        case wrongLetter
        /// A transaction committed that belongs to a claim which somebody followed.
        case staleOwner
        /// A partition went on that is halted.
        case haltedGoesOn
        /// A partition went on in another log than the one that was applied.
        case anotherLog
        /// A halt that nothing in the schedule explains.
        case haltWithoutReason
        /// Faults stopped, and it doesn't drain.
        case stuck
        /// In a schedule of orderly comings and goings, something was fenced or read again.
        case uncleanHandover
    }

    let kind: Kind
    let detail: String
}
