/// What the monitor is doing, for the endpoints.
package struct MonitorStatus: Sendable {
    /// Whether it is the active one.
    package enum Role: Hashable, Sendable {
        /// Another is, or none that we know of; it takes over when the lease is free.
        case standby(active: String?)
        /// It is.
        case active(epoch: Int64)

        /// The word for it.
        package var word: String {
            switch self {
            case .standby: "standby"
            case .active: "active"
            }
        }
    }

    /// The role.
    package var role = Role.standby(active: nil)
    /// Whether it speaks without a lease, since the database is away and nobody can have it.
    package var isDeputy = false
    /// Why the broker can't be used, or nil.
    package var broker: String?
    /// Why the database can't be used, or nil.
    package var database: String?
    /// Why the monitor doesn't read and judge though it is active, or nil.
    package var reading: String?
    /// Why records wait to be published, or nil.
    package var publishing: String?
    /// Up to when everything is known; nil: not read to an end yet, or on standby.
    package var knownUntil: Moment?
    /// What only a restart heals, or nil.
    package var stuck: String?

    /// A monitor that has not begun.
    package init() {}

    /// Whether it can do its work; one that stands by can.
    package var isReady: Bool { broker == nil && database == nil && reading == nil && stuck == nil }
}
