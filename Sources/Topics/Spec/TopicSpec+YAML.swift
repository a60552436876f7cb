extension TopicSpec {
    /// The topic that the YAML in `bytes` describes, under `prefix`; `file` names it in errors, which tell all that is wrong.
    package init(yaml bytes: [UInt8], file: String, prefix: String = "whatsapp.") throws(TopicFileError) {
        let root = try YAMLReader.read(bytes, file: file)
        var problems = MappingDecoder.Problems(file: file)
        let spec = Self(root, prefix: prefix, &problems)
        if let error = TopicFileError(problems.list) { throw error }
        // Without a problem there is a spec: every path to nil notes why.
        guard let spec else { throw TopicFileError(.syntax, file: file, "is no topic file") }
        self = spec
    }

    private init?(_ root: YAMLNode, prefix: String, _ problems: inout MappingDecoder.Problems) {
        guard let file = MappingDecoder(root, path: "the file", known: ["meta", "spec"], problems: &problems) else {
            return nil
        }
        let meta = file.required("meta", &problems).flatMap { Meta($0, prefix: prefix, &problems) }
        let spec = file.required("spec", &problems).flatMap { Body($0, &problems) }
        guard let meta, let spec else { return nil }
        self.init(
            name: meta.name, description: meta.description, key: meta.key, clusterID: meta.clusterID,
            partitions: spec.partitions, replication: spec.replication, settings: spec.settings, file: problems.file)
    }
}

// MARK: - meta

private struct Meta {
    let name: String
    let description: String
    let key: TopicSpec.Key
    let clusterID: String?

    init?(_ node: YAMLNode, prefix: String, _ problems: inout MappingDecoder.Problems) {
        let known = ["name", "description", "key", "cluster"]
        guard let meta = MappingDecoder(node, path: "meta", known: known, problems: &problems) else { return nil }
        let name = Self.name(in: meta, prefix: prefix, &problems)
        let description = meta.text(meta.required("description", &problems), "description", &problems)
        let key = meta.text(meta.required("key", &problems), "key", &problems)
        clusterID = meta.text(meta.optional("cluster"), "cluster", &problems)
        guard let name, let description, let key else { return nil }
        self.name = name
        self.description = description
        self.key = key == "none" ? .none : .named(key)
    }

    private static func name(
        in meta: MappingDecoder, prefix: String, _ problems: inout MappingDecoder.Problems
    ) -> String? {
        guard let node = meta.required("name", &problems), let text = meta.text(node, "name", &problems) else {
            return nil
        }
        let name = TopicName.full(text, prefix: prefix)
        guard let fault = TopicName.fault(of: name) else { return name }
        problems.note(.badValue, at: node.mark, fault)
        return nil
    }
}

// MARK: - spec

private struct Body {
    let partitions: Int
    let replication: TopicSpec.Replication
    let settings: [String: String]

    init?(_ node: YAMLNode, _ problems: inout MappingDecoder.Problems) {
        let known = ["partitions", "replication", "retention", "settings"]
        guard let spec = MappingDecoder(node, path: "spec", known: known, problems: &problems) else { return nil }
        let partitions = spec.integer(
            spec.required("partitions", &problems), "partitions", in: 1...10_000, &problems)
        let replication = Self.replication(in: spec, &problems)
        settings = Self.settings(in: spec, &problems)
        guard let partitions, let replication else { return nil }
        self.partitions = partitions
        self.replication = replication
        Self.check(settings, replication, at: node.mark, &problems)
    }

    private static func replication(
        in spec: MappingDecoder, _ problems: inout MappingDecoder.Problems
    ) -> TopicSpec.Replication? {
        let node = spec.required("replication", &problems)
        if node?.text == "auto" { return .automatic }
        let count = spec.integer(node, "replication", in: 1...Int(Int16.max), or: "auto", &problems)
        return count.map { .exactly($0) }
    }

    private static func settings(
        in spec: MappingDecoder, _ problems: inout MappingDecoder.Problems
    ) -> [String: String] {
        var settings: [String: String] = [:]
        for entry in spec.optional("settings").map({ entries(of: $0, &problems) }) ?? [] {
            settings[entry.key] = SettingDecoder.value(of: entry, &problems)
        }
        guard let node = spec.optional("retention") else { return settings }
        let entry = YAMLNode.Entry(key: "retention.ms", mark: node.mark, value: node)
        if settings["retention.ms"] != nil {
            problems.note(
                .conflict, at: node.mark, "`spec.retention` and `settings.retention.ms` say the same thing: keep one")
        }
        // `30` would be 30 milliseconds, and all that is older is gone: the key doesn't name its unit as `retention.ms` does.
        if let text = node.text, Quantity.plainInteger(text) != nil {
            problems.note(
                .badValue, at: node.mark,
                "`spec.retention` needs a unit, such as `30d` or `12h`, or the word `forever`; it is `\(text)`")
            return settings
        }
        settings["retention.ms"] = SettingDecoder.value(of: entry, &problems)
        return settings
    }

    private static func entries(
        of node: YAMLNode, _ problems: inout MappingDecoder.Problems
    ) -> [YAMLNode.Entry] {
        if let entries = node.entries { return entries }
        problems.note(.wrongType, at: node.mark, "`spec.settings` must be a mapping, it is \(node.kind)")
        return []
    }

    /// What two keys say that can't both be.
    private static func check(
        _ settings: [String: String], _ replication: TopicSpec.Replication, at mark: YAMLMark,
        _ problems: inout MappingDecoder.Problems
    ) {
        guard case .exactly(let count) = replication, let text = settings[TopicSpec.minInSync],
            let minimum = Int(text), minimum > count
        else { return }
        problems.note(
            .conflict, at: mark,
            "`min.insync.replicas` \(minimum) is more than `replication` \(count): nothing could be published")
    }
}

/// Reads one entry under `settings`.
private enum SettingDecoder {
    static func value(of entry: YAMLNode.Entry, _ problems: inout MappingDecoder.Problems) -> String? {
        guard let kind = SettingCatalogue.kinds[entry.key] else {
            noteUnknown(entry, &problems)
            return nil
        }
        guard let text = text(of: entry.value), let value = kind.canonical(text) else {
            let found = text(of: entry.value).map { "`\($0)`" } ?? entry.value.kind
            problems.note(.badValue, at: entry.value.mark, "`\(entry.key)` must be \(kind.hint), not \(found)")
            return nil
        }
        return value
    }

    /// A scalar's text, or a list's items as Kafka writes lists.
    private static func text(of node: YAMLNode) -> String? {
        guard let items = node.items else { return node.text }
        let texts = items.compactMap(\.text)
        return texts.count == items.count && !texts.isEmpty ? texts.joined(separator: ",") : nil
    }

    private static func noteUnknown(_ entry: YAMLNode.Entry, _ problems: inout MappingDecoder.Problems) {
        if SettingCatalogue.transient.contains(entry.key) {
            problems.note(
                .unknownSetting, at: entry.mark,
                "`\(entry.key)` is set by Kafka's own tools while replicas move, not by a file")
            return
        }
        let hint = NearestName.hint(for: entry.key, among: SettingCatalogue.kinds.keys.sorted())
        problems.note(.unknownSetting, at: entry.mark, "Kafka has no topic setting `\(entry.key)`\(hint)")
    }
}
