package import JSON

extension CloudEvent {
    /// The header that goes with `structured()`.
    package static let contentType = "application/cloudevents+json"

    /// The event as the value of a record in structured mode.
    package func structured() -> [UInt8] {
        var bytes: [UInt8] = []
        json.write(into: &bytes)
        return bytes
    }

    /// The event as a JSON object, absent attributes left out.
    package var json: JSONValue {
        var members: [JSONValue.Member] = [
            .init(name: "specversion", value: "1.0"), .init(name: "id", value: .string(id)),
            .init(name: "source", value: .string(source)), .init(name: "type", value: .string(type)),
            .init(name: "subject", value: .string(subject)),
        ]
        if let time { members.append(.init(name: "time", value: .string(EventTime.text(time)))) }
        members.append(.init(name: "datacontenttype", value: "application/json"))
        members.append(.init(name: "partitionkey", value: .string(key)))
        if let sessionEpoch { members.append(.init(name: "sessionepoch", value: .integer(sessionEpoch))) }
        if let sequence { members.append(.init(name: "sequence", value: .string(Self.digits(of: sequence)))) }
        members += extensions
        members.append(.init(name: "data", value: data))
        return .object(members)
    }

    /// All twenty digits that a sequence may have, so that sequences order as strings too.
    private static func digits(of sequence: UInt64) -> String {
        let digits = String(sequence)
        return String(repeating: "0", count: 20 - digits.utf8.count) + digits
    }
}
