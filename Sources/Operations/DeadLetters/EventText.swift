internal import JSON
internal import Pipeline
internal import Service

/// A record's event for people: attributes a line each, then its data, in whichever mode it came.
enum EventText {
    /// Data that takes more is left to the payload below it.
    private static let dataLimit = 1 << 16
    private static let first = ["type", "id", "source", "subject", "time"]

    /// The lines.
    static func lines(_ event: DecodedEvent) -> [String] {
        guard let mode = event.mode, let whole = event.event else {
            let reason =
                event.isTombstone
                ? "a tombstone" : "neither `specversion` in the value nor `ce_specversion` in the headers"
            return ["event       none: \(reason)"]
        }
        let members = whole.object ?? []
        let rest = members.map(\.name).filter {
            !first.contains($0) && !["specversion", "data", "data_base64"].contains($0)
        }
        let names = (first + rest).reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
        let attributes = names.map { name in
            let padding = String(repeating: " ", count: max(1, 10 - name.count))
            return "  \(name)\(padding)\(whole[name].map { $0.string ?? $0.text } ?? "-")"
        }
        return ["event       \(mode.rawValue)"] + attributes + dataLines(whole, event.fault)
    }

    private static func dataLines(_ event: JSONValue, _ fault: JSONError?) -> [String] {
        if let fault { return ["data        no JSON: \(fault)"] }
        guard let data = event["data"] else { return ["data        (none)"] }
        guard data.text.utf8.count <= dataLimit else { return ["data        (in the payload)"] }
        let lines = indented(data)
        return lines.count == 1 ? ["data        \(lines[0])"] : ["data"] + lines.map { "  " + $0 }
    }

    /// A value with a line for each member and element.
    static func indented(_ value: JSONValue) -> [String] {
        switch value {
        case .object(let members) where !members.isEmpty:
            block(members.map { (JSONValue.string($0.name).text + ": ", $0.value) }, "{", "}")
        case .array(let elements) where !elements.isEmpty: block(elements.map { ("", $0) }, "[", "]")
        default: [value.text]
        }
    }

    private static func block(_ parts: [(label: String, value: JSONValue)], _ open: String, _ close: String) -> [String]
    {
        let inner = parts.enumerated().flatMap { index, part in
            var lines = indented(part.value)
            lines[0] = part.label + lines[0]
            if index < parts.count - 1 { lines[lines.count - 1] += "," }
            return lines.map { "  " + $0 }
        }
        return [open] + inner + [close]
    }
}

extension DeadLetter {
    /// The record's event.
    var decoded: DecodedEvent {
        DecodedEvent(value: payload, headers: headers.flatMap(HeadersText.read) ?? [])
    }

    /// The event's lines; none where the record itself isn't to be had.
    var eventLines: [String] {
        isLost ? ["event       not kept, and not in the archive; the log may have it still"] : EventText.lines(decoded)
    }
}
