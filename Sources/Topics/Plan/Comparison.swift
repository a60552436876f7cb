/// One topic's file against the cluster.
struct Comparison {
    let topic: TopicSpec
    let cluster: ClusterState
    let allowDelete: Set<String>

    static let mockReason = "the mock cluster answers no admin request"

    /// Every check of the topic; later ones are left out where an earlier one leaves them no sense.
    var results: [TopicResult] {
        guard let actual = cluster.topics[topic.name] else { return [result(.exists, creation)] }
        let named = topic.clusterID.map { [result(.cluster, .same($0))] } ?? []
        return named + [
            result(.exists, .same("yes")),
            result(.partitions, partitions(actual)),
            result(.replication, replication(actual)),
        ] + settings(actual)
    }

    func result(_ check: TopicResult.Check, _ outcome: TopicResult.Outcome) -> TopicResult {
        TopicResult(topic: topic.name, check: check, outcome: outcome, file: topic.file)
    }
}

// MARK: - A topic that isn't there

extension Comparison {
    private var creation: TopicResult.Outcome {
        if cluster.isMock { return .skipped(Self.mockReason + ": its topics are made by the program that hosts it") }
        let replication = topic.replication.count(brokers: cluster.brokers)
        guard replication <= cluster.brokers else { return .refused(tooFewBrokers(replication)) }
        let settings = topic.settings(forReplication: replication)
        if let refusal = Self.refusal(ofMinInSync: settings[TopicSpec.minInSync], replication) {
            return .refused("\(TopicSpec.minInSync): \(refusal)")
        }
        return .change(
            .create(
                NewTopic(name: topic.name, partitions: topic.partitions, replication: replication, settings: settings)))
    }

    private func tooFewBrokers(_ replication: Int) -> String {
        let brokers = cluster.brokers == 1 ? "one broker is" : "\(cluster.brokers) brokers are"
        return
            "\(replication) replicas need as many brokers, and \(brokers) up; `replication: auto` takes what is there"
    }
}

// MARK: - Partitions

extension Comparison {
    private func partitions(_ actual: ActualTopic) -> TopicResult.Outcome {
        let (found, wanted) = (actual.replicas.count, topic.partitions)
        if found == wanted { return .same("\(found)") }
        if found > wanted {
            return .refused(
                "\(found) -> \(wanted): Kafka can't take partitions away. Write \(found) in the file, or make a new topic"
            )
        }
        switch topic.key {
        case .named(let key):
            return .refused("\(found) -> \(wanted): " + growthBreaks(key: key, from: found, to: wanted))
        case .none: return cluster.isMock ? .skipped(Self.mockReason) : .change(.grow(from: found, to: wanted))
        }
    }

    /// What would be lost, for this topic's key and policy.
    private func growthBreaks(key: String, from found: Int, to wanted: Int) -> String {
        var reasons = ["a key's partition is its hash by their number, so most keys would land elsewhere than before"]
        if key == "instance" {
            reasons.append(
                "an instance's older and newer events would stand in two partitions that nobody reads in order, and its state "
                    + "is folded in log order")
        } else {
            reasons.append("records of one \(key) would no longer be in order")
        }
        if topic.settings["cleanup.policy"]?.contains("compact") == true {
            reasons.append("compaction, which sees one partition, would keep the older value of a moved key for ever")
        }
        return reasons.joined(separator: "; ")
            + ". Write \(found) in the file, or make a new topic of \(wanted) and move producers and readers to it"
    }
}

// MARK: - Replication

extension Comparison {
    private func replication(_ actual: ActualTopic) -> TopicResult.Outcome {
        let found = Self.words(actual.replicas)
        // The count of brokers is of those that are up: more replicas than `auto` asks for now are no fault.
        let wanted = topic.replication.count(brokers: cluster.brokers)
        let (agrees, words): (Bool, String) =
            switch topic.replication {
            case .automatic: (actual.replicas.allSatisfy { $0 >= wanted }, "\(wanted) (auto)")
            case .exactly: (actual.replicas.allSatisfy { $0 == wanted }, "\(wanted)")
            }
        if agrees { return .same(found) }
        return .differs(
            found: found, wanted: words,
            advice: "replicas are moved by Kafka's own kafka-reassign-partitions.sh, not from here")
    }

    /// `3`, or `1 to 3` where partitions differ.
    private static func words(_ replicas: [Int]) -> String {
        guard let least = replicas.min(), let most = replicas.max() else { return "none" }
        return least == most ? "\(least)" : "\(least) to \(most)"
    }
}
