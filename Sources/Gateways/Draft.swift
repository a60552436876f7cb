import Events
import JSON

/// The events of one payload while they are made: what they all share, and what was found so far.
struct Draft {
    let gateway: Gateway
    let instance: String
    /// When the gateway saw it, where the envelope says so.
    let time: Int64?
    private(set) var mapping = Mapping()
    private let source: String
    private let sessionEpoch: Int32?
    private let baseID: String

    init(_ gateway: Gateway, event: String, instance: String, envelope: Envelope, hints: MappingHints) {
        self.gateway = gateway
        self.instance = instance
        time = envelope.time
        source = "/gateways/\(gateway.rawValue)/\(hints.node)"
        sessionEpoch = hints.sessionEpoch
        baseID =
            envelope.id
            ?? Fingerprint.of([
                gateway.rawValue, instance, event, hints.occurrence ?? "", envelope.whole.text,
            ])
    }

    /// True as long as nothing has come of the payload.
    var isEmpty: Bool { mapping == Mapping() }

    /// The contract's rule for `subject`.
    static func isInstanceName(_ name: String) -> Bool {
        (1...255).contains(name.utf8.count) && name.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
    }

    /// Adds an event. Its time is the envelope's, else `ownTime`, else nobody's. The first one's id is the payload's,
    /// the others' have their place behind it.
    mutating func add(_ type: String, _ data: JSONValue = [:], ownTime: Int64? = nil) {
        let place = mapping.events.count + 1
        mapping.events.append(
            CloudEvent(
                id: place == 1 ? baseID : "\(baseID)/\(place)", source: source, type: "whatsapp.\(type)",
                subject: instance,
                time: time ?? ownTime, sessionEpoch: sessionEpoch, data: data))
    }

    /// Says why there is nothing to map, once: a thousand elements ignored for one reason are one reason.
    mutating func ignore(_ reason: String) {
        if mapping.ignored == nil { mapping.ignored = reason }
    }

    mutating func fail(_ problem: MappingProblem) { mapping.problems.append(problem) }

    /// Maps the elements of a list, or the one thing that stands in its place; what is wrong with one doesn't hold up
    /// the others.
    mutating func each(_ value: JSONValue, _ map: (JSONValue, inout Draft) throws(MappingProblem) -> Void) {
        for element in value.array ?? [value] {
            do throws(MappingProblem) {
                try map(element, &self)
            } catch {
                fail(error)
            }
        }
    }
}
