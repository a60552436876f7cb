package import JSON

extension TopicPlan {
    /// The plan for CI: `{"cluster": …, "drifted": …, "results": [{"name", "topic", "check", "file", "outcome", …}]}`.
    ///
    /// `name` is `TOPIC/CHECK`, the same from run to run. Values are Kafka's own, without a person's units; `outcome` is one of
    /// `same change done failed differs refused skipped note`, with the facts of each beside it.
    package var json: JSONValue {
        [
            "cluster": ["id": clusterID.json, "brokers": .integer(brokers), "mock": .bool(isMock)],
            "drifted": .bool(isDrifted),
            "results": .array(results.map(\.json)),
        ]
    }
}

extension Optional<String> {
    fileprivate var json: JSONValue { map { .string($0) } ?? .null }
}

extension TopicResult {
    fileprivate var json: JSONValue {
        let members: [(String, JSONValue)] = [
            ("name", .string(name)), ("topic", .string(topic)), ("check", .string(check.name)), ("file", file.json),
            ("outcome", .string(outcome.word)),
        ]
        return .object((members + outcome.facts).map { JSONValue.Member(name: $0.0, value: $0.1) })
    }
}

extension TopicResult.Outcome {
    fileprivate var word: String {
        switch self {
        case .same: "same"
        case .change: "change"
        case .done: "done"
        case .failed: "failed"
        case .differs: "differs"
        case .refused: "refused"
        case .skipped: "skipped"
        case .note: "note"
        }
    }

    fileprivate var facts: [(String, JSONValue)] {
        switch self {
        case .same(let value): [("found", .string(value))]
        case .change(let change): change.facts + (change.loss.map { [("loss", .string($0))] } ?? [])
        case .done(let change): change.facts
        case .failed(let change, let reason): change.facts + [("reason", .string(reason))]
        case .differs(let found, let wanted, let advice):
            [("found", .string(found)), ("wanted", .string(wanted)), ("reason", .string(advice))]
        case .refused(let reason), .skipped(let reason), .note(let reason): [("reason", .string(reason))]
        }
    }
}

extension TopicChange {
    fileprivate var facts: [(String, JSONValue)] {
        switch self {
        case .create(let topic):
            [
                ("action", "create"), ("partitions", .integer(topic.partitions)),
                ("replication", .integer(topic.replication)), ("settings", topic.settingsJSON),
            ]
        case .set(_, let from, let to): [("action", "set"), ("from", from.json), ("to", .string(to))]
        case .unset(_, let from): [("action", "unset"), ("from", from.json)]
        case .grow(let from, let to): [("action", "grow"), ("from", .integer(from)), ("to", .integer(to))]
        case .delete: [("action", "delete")]
        }
    }
}

extension NewTopic {
    fileprivate var settingsJSON: JSONValue {
        .object(settings.sorted { $0.key < $1.key }.map { JSONValue.Member(name: $0.key, value: .string($0.value)) })
    }
}
