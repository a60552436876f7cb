/// Whether a monitor without a lease speaks while the database is away, so that its absence is told and not only felt.
///
/// Nobody can take the lease then, and nobody can fence. What keeps two apart is the topic itself: a monitor that hears another of
/// higher rank is silent. Whoever holds a newer lease ranks higher, so one that is cut off alone never speaks against a healthy one;
/// among deputies the last holder, then the lesser id. Before the first word it has waited for as long as a takeover may last and
/// has read the topic to its end since, so that a successor would have been heard.
struct Deputyship: Hashable, Sendable {
    /// Since the database's last word: the lease has ended, and another that could have it has taken it and said so.
    static let patience = LeaseMachine.lifetime.components.seconds * 1_000_000_000 + 15_000_000_000
    /// How long another's silence lasts before it counts as gone: two heartbeats and a half.
    static let silence: Int64 = 75_000_000_000
    /// How old the knowledge of the topic may be.
    static let freshness: Int64 = 30_000_000_000
    /// Since the database's last word: from then on a successor has said that it is active, and the topic has to be read to there.
    private static let settling = patience - 5_000_000_000

    /// The monitor's id.
    let id: String

    /// What it goes by; times are monotonic nanoseconds.
    struct Facts {
        /// The epoch of the last lease it held; 0: none.
        var epoch: Int64
        /// When the database last answered a question about the lease.
        var answered: Int64
        /// Up to when the topic is read; nil: not to an end yet.
        var followed: Int64?
        /// Who wrote on it.
        var heard: [String: TopicPicture.Heard]
    }

    /// Whether it may speak at `now`.
    func maySpeak(_ facts: Facts, now: Int64) -> Bool {
        guard now - facts.answered >= Self.patience, let followed = facts.followed,
            followed >= facts.answered + Self.settling, now - followed <= Self.freshness
        else { return false }
        return !facts.heard.values.contains { other in
            other.writer.id != id && now - other.at < Self.silence && outranks(other.writer, facts.epoch)
        }
    }

    private func outranks(_ other: Writer, _ epoch: Int64) -> Bool {
        other.epoch == epoch ? other.id < id : other.epoch > epoch
    }
}
