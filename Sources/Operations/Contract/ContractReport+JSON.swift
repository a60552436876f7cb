internal import JSON

extension ContractReport {
    /// All of it, with at most `limit` kinds.
    func json(names: (ContractTopic) -> String, limit: Int) -> JSONValue {
        let topics = ContractTopic.allCases.compactMap { topic in tallies[topic].map { Self.json($0, names(topic)) } }
        let shown = ordered.prefix(limit).map { Self.json($0.kind, $0.count) }
        return [
            "broken": .bool(isBroken), "stopped": .bool(isStopped), "topics": .array(topics), "kinds": .array(shown),
            "kinds_not_shown": .integer(kinds.count - shown.count), "faults_not_counted": .integer(uncounted),
            "remarks": .array(remarks.map { .string($0) }),
        ]
    }

    private static func json(_ tally: Tally, _ name: String) -> JSONValue {
        [
            "topic": .string(name), "records": .integer(tally.records), "structured": .integer(tally.structured),
            "binary": .integer(tally.binary), "tombstones": .integer(tally.tombstones),
            "broken": .integer(tally.broken), "poison": .integer(tally.poison),
        ]
    }

    private static func json(_ kind: Kind, _ count: Count) -> JSONValue {
        let fault = kind.fault
        return [
            "effect": .string(fault.effect.rawValue), "rule": .string(fault.rule.rawValue), "path": .string(fault.path),
            "detail": .string(fault.detail), "type": .text(kind.type), "records": .integer(count.records),
            "first": [
                "topic": .string(count.first.topic), "partition": .integer(count.first.partition),
                "offset": .integer(count.first.offset),
            ],
            "sources": .array(count.sources.map { .string($0) }),
        ]
    }
}
