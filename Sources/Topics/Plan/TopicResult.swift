/// One thing that was looked at, and what came of it.
package struct TopicResult: Hashable, Sendable {
    /// What was looked at.
    package enum Check: Hashable, Sendable {
        /// That this is the cluster which the file is for.
        case cluster
        case exists
        case partitions
        case replication
        /// The settings as a whole, where none could be looked at.
        case settings
        case setting(String)

        /// The word in both renderings.
        package var name: String {
            switch self {
            case .cluster: "cluster"
            case .exists: "exists"
            case .partitions: "partitions"
            case .replication: "replication"
            case .settings: "settings"
            case .setting(let name): name
            }
        }
    }

    /// What came of it.
    package enum Outcome: Hashable, Sendable {
        /// As the file says: this value.
        case same(String)
        /// Not so; `apply` makes it so.
        case change(TopicChange)
        /// `apply` made it so, and the cluster shows it.
        case done(TopicChange)
        /// `apply` tried.
        case failed(TopicChange, reason: String)
        /// Not so, and not ours to change: what to do instead.
        case differs(found: String, wanted: String, advice: String)
        /// Asked for and not done, since it would break something.
        case refused(String)
        /// Couldn't be looked at, or made no sense any more.
        case skipped(String)
        /// Nothing wrong, but worth a line.
        case note(String)
    }

    /// The full name.
    package var topic: String
    package var check: Check
    package var outcome: Outcome
    /// The topic's file, where it has one.
    package var file: String?

    /// Whether cluster and files differ here.
    package var isDrift: Bool {
        switch outcome {
        case .change, .failed, .differs, .refused: true
        case .same, .done, .skipped, .note: false
        }
    }

    /// The change that is still to be made.
    package var pending: TopicChange? {
        guard case .change(let change) = outcome else { return nil }
        return change
    }
}

/// A step of `apply`.
package enum TopicChange: Hashable, Sendable {
    case create(NewTopic)
    /// `from` nil: the broker tells no value.
    case set(String, from: String?, to: String)
    /// Back to what the broker has for all topics.
    case unset(String, from: String?)
    case grow(from: Int, to: Int)
    case delete
}
