/// All that was said of one message. Its row is computed from the whole set at the end, which no order can change.
struct Message {
    var bodies: [Body] = []
    /// Statuses without `participant`.
    var statuses: [StatusChange] = []
    var edits: [Edit] = []
    var revokes: [Revoke] = []

    /// "Revoke: `revoked_at` and `revoked_by` of the least (time, `by`), no `by` greatest."
    var revoke: Revoke? {
        revokes.min { ($0.time, NoneGreatest($0.by)) < ($1.time, NoneGreatest($1.by)) }
    }
}

extension Message {
    /// "A real one beats `undecryptable`, then the least of (`sent_at`, kind, text, chat, sender) wins."
    var winner: Body? {
        let real = bodies.filter(\.isReal)
        return (real.isEmpty ? bodies : real).min { $0.rank < $1.rank }
    }

    /// "`push_name`, `reply_to`, `media` come from the events equal to the winner in all five; among them any beats none,
    /// then the greatest in bytes."
    func greatest(_ extra: KeyPath<Body, Text?>) -> Text? {
        guard let winner else { return nil }
        return bodies.filter { $0.rank == winner.rank }.compactMap { $0[keyPath: extra] }.max()
    }

    /// Whether some order of the events shows a real body that contradicts the row it meets: what may be noted as a
    /// `conflicting-duplicate`, and nothing else may.
    var mayConflict: Bool {
        let real = bodies.filter(\.isReal)
        guard let first = real.first else { return false }
        let senders = Set(real.compactMap(\.sender))
        return real.contains { $0.kind != first.kind || $0.text != first.text }
            || senders.count(where: \.isLID) > 1 || senders.count(where: { !$0.isLID }) > 1
    }
}

extension Body {
    /// The five that the least of wins: "none is greatest", and an address that is no `@lid` comes before one that is.
    fileprivate var rank: (Moment, Text, NoneGreatest<Text>, Address, NoneGreatest<Address>) {
        (sentAt, kind, NoneGreatest(text), chat, NoneGreatest(sender))
    }
}
