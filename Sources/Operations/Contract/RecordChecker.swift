internal import Bytes
internal import Events
internal import JSON
internal import Pipeline

/// What a record is by the contract.
struct RecordVerdict: Hashable, Sendable {
    /// The mode that it came in; nil: it is no event, or a tombstone.
    var mode: DecodedEvent.Mode?
    /// Whether it has neither a value nor a type.
    var isTombstone = false
    /// Whether the consumers of its topic put it to the dead letters.
    var isPoison = false
    /// The event's type, where it can be read.
    var type: String?
    /// Who sent it, where it can be read.
    var source: String?
    /// What is wrong with it.
    var faults: [ContractFault] = []
}

/// Holds records against the contract: its schemas say what is wrong, and the consumers' own reader whether that makes
/// them poison. One thread at a time.
final class RecordChecker {
    let schemas: ContractSchemas
    private let arena = Arena(blockSize: 1 << 16)
    private let reader: EventReader

    /// - parameter maxEventBytes: the most bytes that a value may have.
    init(_ schemas: ContractSchemas, maxEventBytes: Int) {
        self.schemas = schemas
        reader = EventReader(arena: arena, maxEventBytes: maxEventBytes)
    }

    /// What the record is, on `topic`.
    func check(_ record: StoredRecord, on topic: ContractTopic) -> RecordVerdict {
        let poison = poison(of: record)
        // A value that is larger than any consumer takes isn't made a tree of.
        guard poison?.reason != .tooLarge else {
            let fault = ContractFault(.tooLarge, "", "is larger than ZAPLINE_MAX_EVENT_BYTES", effect: .poison)
            return RecordVerdict(isPoison: topic.isApplied, faults: settle([fault], poison, on: topic, nil))
        }
        let decoded = DecodedEvent(value: record.value, headers: record.headers)
        var verdict = RecordVerdict(mode: decoded.mode, isTombstone: decoded.isTombstone)
        guard !decoded.isTombstone else { return verdict }
        verdict.isPoison = poison != nil && topic.isApplied
        verdict.type = decoded.assembled?["type"]?.string
        verdict.source = decoded.assembled?["source"]?.string
        var faults = headerFaults(record, decoded)
        if decoded.fault != nil || decoded.assembled == nil {
            faults.append(unreadable(decoded))
        } else if let event = decoded.assembled {
            faults += eventFaults(event, on: topic)
            if !faults.contains(where: { $0.path == "subject" }) { faults += keyFaults(record.key, event, on: topic) }
        }
        verdict.faults = settle(faults, poison, on: topic, decoded.assembled)
        return verdict
    }

    /// Why the consumers' reader takes the record for no event; nil where it takes it.
    private func poison(of record: StoredRecord) -> Poison? {
        arena.reset()
        guard case .poison(let poison) = reader.read(record.record(topic: 0, in: arena)) else { return nil }
        return poison
    }

    private func unreadable(_ decoded: DecodedEvent) -> ContractFault {
        if let fault = decoded.fault { return ContractFault(.invalidJSON, "", fault.message) }
        return ContractFault(
            .notAnEvent, "", "has neither `specversion` in its value nor `ce_specversion` in its headers")
    }

    /// The faults, each once a place, with what comes of them; where none tells why the record is poison, the reader does.
    private func settle(
        _ faults: [ContractFault], _ poison: Poison?, on topic: ContractTopic, _ event: JSONValue?
    ) -> [ContractFault] {
        var seen: Set<String> = []
        var settled = faults.filter { seen.insert($0.name).inserted }
        // A subject of health is an instance's name and more, so the limit of names isn't its own.
        guard let poison, topic != .health || poison.path != "subject" else { return settled }
        let effect: ContractFault.Effect = topic.isApplied ? .poison : .violation
        let required = schemas.outline(of: event?["type"]?.string).required
        var isTold = false
        for index in settled.indices where settled[index].effect != .note {
            let explains = settled[index].explains(poison)
            if explains || settled[index].rule.isOfFields && required.contains(settled[index].path) {
                settled[index].effect = effect
            }
            isTold = isTold || explains
        }
        return isTold ? settled : [ContractFault(poison, in: event, effect: effect)] + settled
    }
}

extension ContractFault {
    /// The fault by which a record is poison, as the consumers' reader tells it.
    init(_ poison: Poison, in event: JSONValue?, effect: Effect) {
        let path = poison.path
        let value = event.flatMap { EventPath.values(path, in: $0).first }
        switch poison.reason {
        case .invalidJSON: self.init(.invalidJSON, "", "is no JSON in UTF-8", effect: effect)
        case .tooLarge: self.init(.tooLarge, "", "is larger than ZAPLINE_MAX_EVENT_BYTES", effect: effect)
        case .invalidEvent:
            let rule: Rule = event != nil && value == nil ? .missing : value == .null ? .null : .outOfRange
            self.init(rule, path, poison.detail, effect: effect)
        }
    }

    /// Whether it is what the consumers' reader found, or what lies before it. That stops at the first field, steps over what no
    /// row is made of, and a list or an object that is at fault takes what is in it along.
    func explains(_ poison: Poison) -> Bool {
        switch poison.reason {
        case .invalidJSON: rule == .invalidJSON
        case .tooLarge: rule == .tooLarge
        case .invalidEvent:
            rule == .notAnEvent || rule == .invalidJSON
                || rule.isOfFields
                    && (path == poison.path || poison.path.hasPrefix(path + ".") || path.hasPrefix(poison.path + "["))
        }
    }
}

extension ContractFault.Rule {
    /// Whether it asks something of a field's value.
    var isOfFields: Bool {
        switch self {
        case .missing, .null, .wrongType, .outOfRange, .badTime: true
        default: false
        }
    }
}

extension Poison {
    /// The place of the field at fault.
    var path: String {
        let envelope = ["specversion", "id", "source", "type", "subject", "time"]
        return field.map { envelope.contains($0) ? $0 : "data.\($0)" } ?? ""
    }
}
