/// The difference between files and cluster, as a list of named results: what `plan` prints, `check` judges and `apply` does.
///
/// A pure function of the two. Nothing is deleted but what the options name, and nothing that would break a reader is done
/// at all.
package struct TopicPlan: Hashable, Sendable {
    /// What the caller says beyond the files.
    package struct Options: Hashable, Sendable {
        /// The prefix of this installation's topics; others on the cluster are nobody's business here.
        package var prefix: String
        /// What may go: topics by full name, and settings as `topic:setting`.
        package var allowDelete: Set<String>

        /// Nothing may go, unless it is named.
        package init(prefix: String = "whatsapp.", allowDelete: Set<String> = []) {
            self.prefix = prefix
            self.allowDelete = allowDelete
        }
    }

    /// The cluster's id, if it tells one.
    package let clusterID: String?
    /// The brokers that are up.
    package let brokers: Int
    /// Whether the cluster is a mock.
    package let isMock: Bool
    /// By topic, the checks of each in a fixed order.
    package internal(set) var results: [TopicResult] = []

    /// The plan that brings `cluster` to what `desired` says.
    package init(_ desired: [TopicSpec], on cluster: ClusterState, options: Options = Options()) {
        (clusterID, brokers, isMock) = (cluster.id, cluster.brokers, cluster.isMock)
        let mismatches = desired.compactMap { Self.mismatch($0, cluster) }
        guard mismatches.isEmpty else {
            // One file that is for another cluster: then they all may be, and nothing here is ours to touch.
            results = mismatches + Self.unlooked(desired, besides: mismatches)
            return
        }
        for topic in desired.sorted(by: { $0.name < $1.name }) {
            results += Comparison(topic: topic, cluster: cluster, allowDelete: options.allowDelete).results
        }
        results += Self.unmanaged(desired, cluster, options)
    }

    /// Whether anything differs: the caller's exit code 1.
    package var isDrifted: Bool { results.contains(where: \.isDrift) }

    /// Whether `apply` has anything to do.
    package var hasChanges: Bool { results.contains { $0.pending != nil } }

    private static func mismatch(_ topic: TopicSpec, _ cluster: ClusterState) -> TopicResult? {
        guard let wanted = topic.clusterID, wanted != cluster.id else { return nil }
        let reason =
            "the file is for the cluster \(wanted), this is \(cluster.id ?? "one that tells no id"): nothing is changed"
        return TopicResult(topic: topic.name, check: .cluster, outcome: .refused(reason), file: topic.file)
    }

    private static func unlooked(_ desired: [TopicSpec], besides mismatches: [TopicResult]) -> [TopicResult] {
        let named = Set(mismatches.map(\.topic))
        return desired.filter { !named.contains($0.name) }.map {
            TopicResult(
                topic: $0.name, check: .cluster, outcome: .skipped("another file says that this is the wrong cluster"),
                file: $0.file)
        }
    }
}

// MARK: - What no file names

extension TopicPlan {
    private static func unmanaged(
        _ desired: [TopicSpec], _ cluster: ClusterState, _ options: Options
    ) -> [TopicResult] {
        let files = Dictionary(desired.map { ($0.name, $0.file) }) { first, _ in first }
        let deletable = options.allowDelete.filter { !$0.contains(":") }
        let extra = cluster.topics.keys.filter {
            files[$0] == nil && !options.prefix.isEmpty && $0.hasPrefix(options.prefix)
        }
        let strayed = options.allowDelete.subtracting(deletable).filter { permission in
            !desired.contains { permission.hasPrefix("\($0.name):") }
        }
        return strays(strayed)
            + Set(extra).union(deletable).sorted().map { name in
                let outcome =
                    deletable.contains(name)
                    ? deletion(of: name, file: files[name], cluster, options)
                    : .note("stands on the cluster and in no file: left alone")
                return TopicResult(topic: name, check: .exists, outcome: outcome, file: files[name])
            }
    }

    /// Permissions for settings of topics that have no file.
    private static func strays(_ permissions: Set<String>) -> [TopicResult] {
        permissions.sorted().map { permission in
            let (topic, setting) = (permission.prefix { $0 != ":" }, permission.drop { $0 != ":" }.dropFirst())
            return TopicResult(
                topic: String(topic), check: .setting(String(setting)),
                outcome: .refused("may be taken away, but no file describes the topic"))
        }
    }

    private static func deletion(
        of name: String, file: String?, _ cluster: ClusterState, _ options: Options
    ) -> TopicResult.Outcome {
        if let file { return .refused("may be deleted, but \(file) describes it: take the file away first") }
        guard name.hasPrefix(options.prefix), TopicName.fault(of: name) == nil else {
            return .refused("its name doesn't begin with `\(options.prefix)`: not one of ours to delete")
        }
        guard cluster.topics[name] != nil else { return .note("may be deleted, and isn't there") }
        return cluster.isMock ? .skipped(Comparison.mockReason) : .change(.delete)
    }
}
