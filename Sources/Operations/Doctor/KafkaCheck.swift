internal import Kafka
package import Service
package import Topics

/// Looks at the brokers and the topics.
package enum KafkaCheck {
    /// What was found, and the brokers for what else wants to ask them.
    package static func findings(
        _ settings: ServiceSettings, topics: TopicSet, timeout: Duration = .seconds(5)
    ) async -> (findings: [Finding], broker: Broker?) {
        guard settings.kafka.bootstrapServers != nil else { return ([], nil) }
        do {
            let broker = try await Broker.reach(settings.client("zapline-doctor"), timeout: timeout)
            return (brokers(broker) + (await drift(broker, topics, settings.topicPrefix, timeout)), broker)
        } catch {
            return ([Finding("broker", .fail, "\(error)")], nil)
        }
    }

    private static func brokers(_ broker: Broker) -> [Finding] {
        let brokers = broker.metadata.brokers
        let cluster = broker.clusterID ?? "one that tells no id"
        let kind = broker.isMock ? "librdkafka's mock cluster, in some process' memory" : "the cluster"
        var findings = [
            Finding(
                "broker", broker.isMock ? .warn : .ok,
                "\(brokers.count) reachable (\(brokers.map(\.address).joined(separator: ", "))), \(kind) \(cluster)",
                advice: broker.isMock ? "fine for a demo; nothing in it outlives its process" : nil)
        ]
        let leaderless = broker.metadata.topics.flatMap { topic in
            topic.partitions.filter { $0.leader == nil }.map { "\(topic.name)-\($0.id)" }
        }
        if !leaderless.isEmpty {
            findings.append(
                Finding(
                    "broker", .fail, "without a leader: \(leaderless.prefix(5).joined(separator: ", "))",
                    advice: "start the brokers that hold their replicas"))
        }
        return findings
    }

    /// A line a topic.
    private static func drift(
        _ broker: Broker, _ topics: TopicSet, _ prefix: String, _ timeout: Duration
    ) async -> [Finding] {
        do {
            let plan = try await TopicPlan.check(
                topics.topics, with: KafkaTopicAdmin(broker.admin, timeout: timeout),
                options: TopicPlan.Options(prefix: prefix))
            return judge(plan, topics.topics.map(\.name))
        } catch {
            return [
                Finding(
                    "topics", .warn, "their settings can't be looked at: \(error)",
                    advice: "the user needs DESCRIBE and DESCRIBE_CONFIGS on them")
            ]
        }
    }

    static func judge(_ plan: TopicPlan, _ names: [String]) -> [Finding] {
        names.map { name in
            let drift = plan.results.filter { $0.topic == name && $0.isDrift }
            let isMissing = drift.contains { result in
                if case .change(.create) = result.outcome { true } else { false }
            }
            let skipped = plan.results.contains { result in
                if result.topic == name, result.check == .exists, case .skipped = result.outcome { true } else { false }
            }
            if isMissing || skipped {
                return Finding("topics", .fail, "\(name) isn't there", advice: "make it with `zapline topics apply`")
            }
            guard !drift.isEmpty else { return Finding("topics", .ok, "\(name) is as its file says") }
            let checks = drift.map(\.check.name).joined(separator: ", ")
            return Finding(
                "topics", .warn, "\(name) differs from its file: \(checks)",
                advice: "`zapline topics check` shows how, `zapline topics apply` mends what can be mended")
        }
    }
}
