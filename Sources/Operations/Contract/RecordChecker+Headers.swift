internal import JSON
internal import Pipeline

extension RecordChecker {
    /// What is wrong with a record's headers: attributes that count as absent, and modes that are half the one and half
    /// the other.
    func headerFaults(_ record: StoredRecord, _ decoded: DecodedEvent) -> [ContractFault] {
        modeFaults(record, decoded) + (decoded.mode == .structured ? [] : attributeFaults(record.headers))
    }

    private func attributeFaults(_ headers: [StoredRecord.Header]) -> [ContractFault] {
        var faults: [ContractFault] = []
        var seen: Set<[UInt8]> = []
        for header in headers where header.name.starts(with: BinaryAttributes.prefix.utf8) {
            let path = shown(header.name)
            if !seen.insert(header.name).inserted {
                faults.append(ContractFault(.duplicateName, path, "stands twice; only the first counts"))
            } else if header.value == nil {
                faults.append(ContractFault(.badHeader, path, "is null and counts as absent"))
            } else if header.value.flatMap(LetterText.utf8) == nil {
                faults.append(ContractFault(.badHeader, path, "is not UTF-8 and counts as absent"))
            }
        }
        return faults
    }

    /// A header's name as far as it is the contract's.
    private func shown(_ name: [UInt8]) -> String {
        let attribute = String(decoding: name.dropFirst(3), as: UTF8.self)
        return BinaryAttributes.prefix + (schemas.names.contains(attribute) ? attribute : "*")
    }

    private func modeFaults(_ record: StoredRecord, _ decoded: DecodedEvent) -> [ContractFault] {
        let names = record.headers.map { String(decoding: $0.name, as: UTF8.self) }
        switch decoded.mode {
        case .structured where decoded.event?["data_base64"] != nil:
            return [ContractFault(.wrongMode, "data_base64", "is not read: data is JSON and stands in `data`")]
        case .structured where names.contains("ce_specversion"):
            return [
                ContractFault(
                    .wrongMode, "ce_specversion", "counts for nothing beside a structured value", effect: .note)
            ]
        case nil where names.contains(where: Self.isOfAnotherTransport):
            return [
                ContractFault(
                    .wrongMode, "ce_specversion", "is absent, and headers begin as HTTP's or AMQP's do, not with `ce_`")
            ]
        case .structured, .binary, nil: break
        }
        let type = record.headers.first { $0.name.elementsEqual("content-type".utf8) }?.value
        guard decoded.mode != .structured,
            type?.starts(with: "application/cloudevents".utf8) == true
        else { return [] }
        return [ContractFault(.wrongMode, "content-type", "says that the value is the event, and it isn't one")]
    }

    /// Whether a header is a CloudEvent's attribute as it is written elsewhere than on Kafka.
    private static func isOfAnotherTransport(_ name: String) -> Bool {
        let lower = name.lowercased()
        return ["ce-", "cloudevents:", "cloudevents_"].contains { lower.hasPrefix($0) }
            || lower.hasPrefix(BinaryAttributes.prefix) && !name.hasPrefix(BinaryAttributes.prefix)
    }
}
