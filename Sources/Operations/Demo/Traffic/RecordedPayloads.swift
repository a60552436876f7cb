internal import Events
internal import Gateways
internal import JSON

/// What gateways post, in the shape that they post it: a short story of one shop for each gateway, sent before the traffic.
///
/// Times are written `@s+12` and `@ms+12`: seconds, and milliseconds, of the twelfth second of the demo. The status page would
/// otherwise tell of sessions that were silent for months.
enum RecordedPayloads {
    /// A payload as it came, and what the way that it came by tells.
    struct Payload: Sendable {
        /// The event's name, for payloads without an envelope.
        var event: String?
        /// JSON, but for the times.
        var text: String
    }

    /// The stories.
    static let all: [(gateway: Gateway, instance: String, payloads: [Payload])] = [
        (.whatsappWebJS, "loja-centro", whatsappWebJS), (.waha, "loja-norte", waha),
        (.evolutionAPI, "loja-sul", evolutionAPI),
    ]

    /// The events of all of them, with times counted from `start` (microseconds since the Unix epoch).
    ///
    /// - throws: where a payload maps to nothing, which is a fault of this file's or of the mapping.
    static func events(start: Int64) throws(OperationError) -> [CloudEvent] {
        var events: [CloudEvent] = []
        for story in all {
            for (place, payload) in story.payloads.enumerated() {
                let hints = MappingHints(instance: story.instance, event: payload.event, node: "demo")
                let mapping = (try? JSONValue(parsing: dated(payload.text, start: start)))
                    .map { story.gateway.map($0, hints: hints) }
                guard let mapping, mapping.problems.isEmpty, !mapping.events.isEmpty else {
                    let reason = mapping?.problems.first?.reason ?? mapping?.ignored ?? "it isn't JSON"
                    throw OperationError("payload \(place + 1) of \(story.gateway.rawValue) makes no event: \(reason)")
                }
                events += mapping.events
            }
        }
        return events
    }

    /// The text with its times put in.
    static func dated(_ text: String, start: Int64) -> String {
        var result = ""
        var rest = text[...]
        while let mark = rest.firstIndex(of: "@") {
            let name = rest[rest.index(after: mark)...].prefix { $0 == "s" || $0 == "m" }
            let digits = rest[name.endIndex...].dropFirst().prefix { $0.isASCII && $0.isNumber }
            let isTime = (name == "s" || name == "ms") && rest[name.endIndex...].first == "+"
            guard isTime, let second = Int64(digits) else {
                result += rest[...mark]
                rest = rest[rest.index(after: mark)...]
                continue
            }
            let time = start / 1_000_000 + second
            result += rest[..<mark] + (name == "s" ? "\(time)" : "\(time)000")
            rest = rest[digits.endIndex...]
        }
        return result + rest
    }
}
