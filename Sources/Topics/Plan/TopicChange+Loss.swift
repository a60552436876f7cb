extension TopicChange {
    /// What a change does to records that stand in the topic, in words; nil: nothing.
    ///
    /// A shorter retention deletes as surely as a deletion does. The file asks for it and a reviewer saw it, so that it is done;
    /// but a plan says it.
    package var loss: String? {
        switch self {
        case .delete: "all its records go"
        case .set("retention.ms", let from?, let to) where Self.isLess(to, from):
            "records older than \(Quantity.duration(ofMilliseconds: Int64(to) ?? 0) ?? "\(to) ms") go for good"
        case .set("retention.bytes", let from?, let to) where Self.isLess(to, from):
            "a partition's oldest records beyond \(Quantity.size(ofBytes: Int64(to) ?? 0) ?? "\(to) bytes") go for good"
        case .set("cleanup.policy", let from?, let to) where Self.begins("compact", from, to):
            "of each key only the last record stays"
        case .set("cleanup.policy", let from?, let to) where Self.begins("delete", from, to):
            "records older than retention.ms go for good"
        case .create, .set, .unset, .grow: nil
        }
    }

    /// Of two limits, -1 is none.
    private static func isLess(_ left: String, _ right: String) -> Bool {
        guard let left = Int64(left), let right = Int64(right), left >= 0 else { return false }
        return right < 0 || left < right
    }

    private static func begins(_ policy: String, _ from: String, _ to: String) -> Bool {
        to.split(separator: ",").contains(policy[...]) && !from.split(separator: ",").contains(policy[...])
    }
}
