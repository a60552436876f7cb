/// Who is the active monitor: the steps of one candidate, without clock, thread or database.
///
/// ```
/// standby ──taken(epoch)──▶ active ──refused · expired──▶ standby
///    ▲          refused        │ renewed
///    └─────────────────────────┘
/// ```
/// The database's clock decides who may take it; ours only makes us stop in time: before the database would give it to another,
/// since our count begins before the request was sent.
package struct LeaseMachine: Hashable, Sendable {
    /// What a candidate is.
    package enum Role: Hashable, Sendable {
        /// Another has the lease, or nobody knows.
        case standby
        /// It is ours, in that epoch.
        case active(epoch: Int64)
    }

    /// What to ask the database.
    package enum Request: Hashable, Sendable {
        case take
        case renew(epoch: Int64)
    }

    /// How long a lease lasts without being renewed.
    package static let lifetime = Duration.seconds(10)
    /// How often it is renewed.
    package static let interval = Duration.seconds(3)
    /// How often it is asked for: a takeover begins when the lease ends, and not a turn later.
    package static let asking = Duration.seconds(1)

    /// The role now.
    package private(set) var role = Role.standby
    /// Until when it may be used without another word from the database (monotonic nanoseconds).
    package private(set) var validUntil: Int64 = .min

    /// A candidate without a lease.
    package init() {}

    /// Whether the last question had no answer.
    private var hasFailed = false

    /// How long to wait before the next question. A database that is away is asked as seldom as by the active one.
    package var pause: Duration { role == .standby && !hasFailed ? Self.asking : Self.interval }

    /// What to ask next.
    package var request: Request {
        switch role {
        case .standby: .take
        case .active(let epoch): .renew(epoch: epoch)
        }
    }

    /// It was taken, by a request that was sent at `sent` (monotonic nanoseconds).
    package mutating func taken(epoch: Int64, sent: Int64) {
        (role, hasFailed) = (.active(epoch: epoch), false)
        validUntil = sent &+ Self.lifetimeNanoseconds
    }

    /// It was renewed, by a request that was sent at `sent`.
    package mutating func renewed(sent: Int64) {
        guard case .active = role else { return }
        validUntil = max(validUntil, sent &+ Self.lifetimeNanoseconds)
    }

    /// Another has it, or we gave it back.
    package mutating func refused() { (role, hasFailed) = (.standby, false) }

    /// The question had no answer.
    package mutating func failed() { hasFailed = true }

    /// Time goes by: a lease that nobody could renew is over.
    package mutating func tick(_ now: Int64) {
        if case .active = role, now >= validUntil { role = .standby }
    }

    private static var lifetimeNanoseconds: Int64 { lifetime.components.seconds * 1_000_000_000 }
}
