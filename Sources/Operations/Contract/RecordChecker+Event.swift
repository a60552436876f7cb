internal import Bytes
internal import Events
internal import JSON
internal import JSONSchema

extension RecordChecker {
    /// What is wrong with an event as a whole, in whichever mode it came.
    func eventFaults(_ event: JSONValue, on topic: ContractTopic) -> [ContractFault] {
        let type = event["type"]?.string
        return schemaFaults(event, type) + typeFaults(type, on: topic) + sequenceFaults(event)
            + normalFormFaults(event, type)
            + EventPath.duplicates(in: event, known: schemas.names).sorted().map {
                ContractFault(.duplicateName, $0, "stands twice in one object; only the first counts, to us")
            }
    }

    /// A time that is none is told once, though a pattern may say the same.
    private func schemaFaults(_ event: JSONValue, _ type: String?) -> [ContractFault] {
        let faults = schemas.violations(of: event, type: type).map { ContractFault($0, in: event) }
        let times = Set(faults.filter { $0.rule == .badTime }.map(\.path))
        return faults.filter { $0.rule != .outOfRange || !times.contains($0.path) }
    }

    private func typeFaults(_ type: String?, on topic: ContractTopic) -> [ContractFault] {
        // What isn't `whatsapp.…` the envelope's schema tells.
        guard let type, type.hasPrefix(EventType.prefix.description) else { return [] }
        guard let known = EventType(name: type) else {
            return schemas.has(type)
                ? []
                : [
                    ContractFault(
                        .unknownType, "type", "is none of the contract's: archived, and in no table", effect: .note)
                ]
        }
        return topic.carries(known.family)
            ? [] : [ContractFault(.wrongTopic, "type", "belongs on another topic: archived, and in no table")]
    }

    /// `^[0-9]{1,20}$` is as near as a pattern comes to 2⁶⁴.
    private func sequenceFaults(_ event: JSONValue) -> [ContractFault] {
        guard let text = event["sequence"]?.string, (1...20).contains(text.utf8.count),
            text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), UInt64(text) == nil
        else { return [] }
        return [ContractFault(.outOfRange, "sequence", "is not below 2^64")]
    }

    private func normalFormFaults(_ event: JSONValue, _ type: String?) -> [ContractFault] {
        let outline = schemas.outline(of: type)
        let chat = event["data"]?["chat"]?.string
        let addresses = outline.addresses.sorted().flatMap { path in
            strings(path, event).compactMap { text in
                NormalForm.fault(ofAddress: text).map { ContractFault(.notNormal, path, $0) }
            }
        }
        let ids = outline.messageIDs.sorted().flatMap { path in
            strings(path, event).compactMap { text in
                NormalForm.fault(ofMessageID: text, chat: chat).map { ContractFault(.notNormal, path, $0) }
            }
        }
        return addresses + ids
    }

    /// Those that could be addresses or ids at all; of others the schemas tell.
    private func strings(_ path: String, _ event: JSONValue) -> [String] {
        EventPath.values(path, in: event).compactMap(\.string).filter { (1...255).contains($0.utf8.count) }
    }

    /// What is wrong with the record's key (design: the topics' keys).
    func keyFaults(_ key: [UInt8]?, _ event: JSONValue, on topic: ContractTopic) -> [ContractFault] {
        let effect: ContractFault.Effect = topic.hasKeyForPlacementAlone ? .note : .violation
        guard let subject = event["subject"]?.string, !subject.isEmpty else { return [] }
        guard let key else {
            return [
                ContractFault(
                    .missingKey, "key", "is absent, so that records of one \(topic.keyName) are in any partition",
                    effect: effect)
            ]
        }
        let text = String(decoding: key, as: UTF8.self)
        let isRight =
            topic == .messages
            ? text.hasPrefix(subject + "/") || text == subject && !hasChat(event) : text == subject
        return isRight
            ? [] : [ContractFault(.wrongKey, "key", "is not the \(topic.keyName) that the event names", effect: effect)]
    }

    private func hasChat(_ event: JSONValue) -> Bool {
        (event["data"]?["chat"] ?? event["data"]?["contact"])?.string != nil
    }
}

extension ContractTopic {
    /// What its records are kept together by.
    fileprivate var keyName: String {
        switch self {
        case .messages: "instance/chat"
        case .health: "subject"
        case .lifecycle, .heartbeats, .commands: "instance"
        }
    }
}

extension EventType {
    /// The type called `name`.
    fileprivate init?(name: String) {
        var name = name
        guard let type = name.withUTF8({ unsafe EventType(ByteView(UnsafeRawBufferPointer($0))) }) else { return nil }
        self = type
    }
}

extension ContractFault {
    /// A schema's violation.
    fileprivate init(_ violation: Violation, in event: JSONValue) {
        let path = EventPath.path(violation.pointer, in: event)
        if let missing = violation.missing {
            self.init(.missing, path.isEmpty ? missing : "\(path).\(missing)", "is required and absent")
            return
        }
        let isNull = EventPath.value(violation.pointer, in: event) == .null
        switch violation.keyword {
        case _ where isNull: self.init(.null, path, "is null")
        case "type": self.init(.wrongType, path, violation.message)
        case "format": self.init(.badTime, path, "is no RFC 3339 time of the years 1 to 9999 in UTC")
        default: self.init(.outOfRange, path, violation.message)
        }
    }
}
