/// How often each kind of event comes, of a thousand.
package struct TrafficMix: Hashable, Sendable {
    /// The kinds that are drawn. What a session needs before it can talk comes by itself.
    package enum Kind: Hashable, Sendable, CaseIterable {
        case received, sent, undecryptable, status, edited, revoked, reaction, contact, chat, group, call, pollVote
        case lifecycle, heartbeat
    }

    private let bounds: [(kind: Kind, bound: Int)]

    /// A mix of these shares; their sum is the whole.
    package init(_ shares: [(kind: Kind, share: Int)]) {
        var sum = 0
        bounds = shares.filter { $0.share > 0 }.map { share in
            sum += share.share
            return (share.kind, sum)
        }
    }

    /// What one production consumer of Evolution API's events reported: 95 % messages, 4 % statuses, half a percent of
    /// connection changes; the rare kinds are drawn larger than life, so that a short run has them all.
    package static let production = TrafficMix([
        (.received, 822), (.sent, 100), (.status, 36), (.reaction, 10), (.edited, 5), (.revoked, 4), (.contact, 5),
        (.chat, 3),
        (.group, 1), (.call, 1), (.pollVote, 1), (.undecryptable, 2), (.lifecycle, 4), (.heartbeat, 6),
    ])

    /// Messages that were sent, with all that their receipts bring: what a shop that sends more than it hears looks like.
    package static let receipts = TrafficMix([
        (.received, 200), (.sent, 200), (.status, 540), (.reaction, 20), (.edited, 10), (.revoked, 10), (.contact, 5),
        (.chat, 3), (.lifecycle, 6), (.heartbeat, 6),
    ])

    /// The changes of sessions and nothing else: what `status-projector` reads.
    package static let sessions = TrafficMix([(.lifecycle, 900), (.heartbeat, 100)])

    /// The kind that a draw lands on.
    func kind(_ chance: inout SplitMix64) -> Kind {
        let draw = chance.below(bounds.last?.bound ?? 1)
        return bounds.first { draw < $0.bound }?.kind ?? .received
    }

    /// Whether they are the same.
    package static func == (left: TrafficMix, right: TrafficMix) -> Bool {
        left.bounds.elementsEqual(right.bounds) { $0 == $1 }
    }

    /// The hash of the bounds.
    package func hash(into hasher: inout Hasher) { for bound in bounds { hasher.combine(bound.bound) } }
}
