extension AsyncAPIDocument {
    /// Kafka's settings that the binding has words for: https://github.com/asyncapi/bindings/tree/master/kafka
    static let sayable: Set<String> = [
        "cleanup.policy", "retention.ms", "retention.bytes", "delete.retention.ms", "max.message.bytes",
    ]

    /// A channel a topic, with the partitions, replicas and settings of its file.
    func compare(with topics: [TopicSpec], prefix: String, _ problems: inout MappingDecoder.Problems) {
        for channel in channels {
            guard let address = channel.address, let text = address.text else { continue }
            guard let topic = topics.first(where: { $0.name == TopicName.full(text, prefix: prefix) }) else {
                let hint = NearestName.hint(for: text, among: topics.map(\.name))
                problems.note(.disagreement, at: address.mark, "no topic's file describes `\(text)`\(hint)")
                continue
            }
            compare(channel, at: address, with: topic, &problems)
        }
        let described = Set(channels.compactMap { $0.address?.text }.map { TopicName.full($0, prefix: prefix) })
        for topic in topics where !described.contains(topic.name) {
            problems.note(.disagreement, at: root, "no channel is for the topic `\(topic.name)` of \(topic.file)")
        }
    }

    private func compare(
        _ channel: Channel, at address: YAMLNode, with topic: TopicSpec, _ problems: inout MappingDecoder.Problems
    ) {
        guard let kafka = channel.kafka else {
            problems.note(.missingKey, at: channel.mark, "the channel `\(channel.name)` needs `bindings.kafka`")
            return
        }
        // What `auto` comes to where there are brokers enough: a document can't say "as many as there are".
        let wanted = [
            ("topic", address.text ?? ""), ("partitions", "\(topic.partitions)"),
            ("replicas", "\(topic.replication.count(brokers: 3))"),
        ]
        for (key, value) in wanted where kafka[key]?.text != value {
            let found = kafka[key].map { "is `\($0.text ?? $0.kind)`" } ?? "isn't there"
            let source = key == "topic" ? "the channel's address is `\(value)`" : "\(topic.file) says \(value)"
            problems.note(.disagreement, at: kafka[key]?.mark ?? kafka.mark, "`\(key)` \(found), \(source)")
        }
        compare(kafka["topicConfiguration"], in: kafka, with: topic, &problems)
    }

    private func compare(
        _ configuration: YAMLNode?, in kafka: YAMLNode, with topic: TopicSpec,
        _ problems: inout MappingDecoder.Problems
    ) {
        let stated = configuration?.entries ?? []
        for entry in stated {
            let value = entry.value.items?.compactMap(\.text).joined(separator: ",") ?? entry.value.text ?? ""
            guard let wanted = topic.settings[entry.key] else {
                problems.note(.disagreement, at: entry.mark, "`\(entry.key)` isn't set in \(topic.file)")
                continue
            }
            guard !SettingCatalogue.areEqual(value, wanted, for: entry.key) else { continue }
            let words = SettingCatalogue.readable(wanted, of: entry.key)
            problems.note(
                .disagreement, at: entry.value.mark, "`\(entry.key)` is `\(value)`, \(topic.file) says \(words)")
        }
        let missing = Self.sayable.intersection(topic.settings.keys).subtracting(stated.map(\.key))
        for name in missing.sorted() {
            problems.note(
                .disagreement, at: configuration?.mark ?? kafka.mark,
                "`\(name)` isn't there, \(topic.file) says \(topic.settings[name] ?? "")")
        }
    }
}
