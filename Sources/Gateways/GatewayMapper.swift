import JSON

/// What a gateway wraps its payloads in, as far as it says so.
struct Envelope {
    /// The event's name in normal form.
    var event: String?
    /// The session's or instance's name.
    var instance: String?
    /// The gateway's own id of this delivery.
    var id: String?
    /// When the gateway saw it.
    var time: Int64?
    /// What is inside.
    var body: JSONValue
    /// All of it.
    var whole: JSONValue
}

/// What each gateway's mapping is made of.
protocol GatewayMapper {
    /// Takes a payload out of its envelope; a payload without one is its own body.
    static func envelope(of payload: JSONValue) -> Envelope
    /// The event's name as `map` knows it, for the spellings that configuration keys and URLs use.
    static func normalEvent(_ name: String) -> String
    /// The event that a payload's shape speaks of beyond doubt.
    static func infer(_ body: JSONValue) -> String?
    /// Adds to `draft` what the payload tells.
    static func map(_ event: String, _ envelope: Envelope, into draft: inout Draft) throws(MappingProblem)
}

extension GatewayMapper {
    static func infer(_ body: JSONValue) -> String? { nil }
}
