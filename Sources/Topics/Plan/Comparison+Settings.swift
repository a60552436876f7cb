extension Comparison {
    /// A result for each setting of the file, then one for each that was set on the topic and stands in no file.
    func settings(_ actual: ActualTopic) -> [TopicResult] {
        guard let found = actual.settings, !cluster.isMock else {
            return [result(.settings, .skipped(cluster.isMock ? Self.mockReason : "the cluster told no settings"))]
        }
        let replication = actual.replicas.min() ?? 1
        let wanted = topic.settings(forReplication: replication)
        return wanted.sorted { $0.key < $1.key }.map { name, value in
            result(.setting(name), setting(name, value, found[name], replication: replication))
        } + extras(found, besides: wanted)
    }

    private func setting(
        _ name: String, _ wanted: String, _ found: ActualSetting?, replication: Int
    ) -> TopicResult.Outcome {
        guard let found else {
            return .refused("this cluster's brokers don't know the setting: a newer Kafka's, or an older one's?")
        }
        if name == TopicSpec.minInSync, let refusal = Self.refusal(ofMinInSync: wanted, replication) {
            return .refused(refusal)
        }
        // What the broker or Kafka gives for all topics counts where it is the same value: it is what takes effect.
        if let value = found.value, SettingCatalogue.areEqual(value, wanted, for: name) { return .same(value) }
        return .change(.set(name, from: found.value, to: wanted))
    }

    /// Why a topic of `replication` replicas can't have this `min.insync.replicas`, or nil.
    static func refusal(ofMinInSync wanted: String?, _ replication: Int) -> String? {
        guard let wanted, let minimum = Int(wanted), minimum > replication else { return nil }
        return "\(wanted) of \(replication) replicas: nothing could be published with acks=all"
    }

    private func extras(_ found: [String: ActualSetting], besides wanted: [String: String]) -> [TopicResult] {
        let set = found.filter { $0.value.isSetOnTopic && !SettingCatalogue.transient.contains($0.key) }.keys
        let names = set.filter { wanted[$0] == nil }
        return Set(names).union(removable).sorted().map { name in
            result(.setting(name), extra(name, found[name], isInFile: wanted[name] != nil))
        }
    }

    /// The settings of this topic that may go.
    private var removable: [String] {
        allowDelete.filter { $0.hasPrefix("\(topic.name):") }.map { String($0.dropFirst(topic.name.count + 1)) }
    }

    private func extra(_ name: String, _ found: ActualSetting?, isInFile: Bool) -> TopicResult.Outcome {
        if isInFile { return .refused("may be taken away, but the file sets it: take it out of the file first") }
        guard let found, found.isSetOnTopic else {
            return .note("\(name) may be taken away, and isn't set on the topic")
        }
        if removable.contains(name) { return .change(.unset(name, from: found.value)) }
        return .differs(
            found: found.value ?? "hidden", wanted: "not in the file",
            advice: "kept; write it into the file, or take it away with --allow-delete \(topic.name):\(name)")
    }
}
