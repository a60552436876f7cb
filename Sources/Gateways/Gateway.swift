package import JSON

/// The gateways whose payloads we understand. Mapping is pure: the same payload and hints give the same events, byte
/// for byte.
package enum Gateway: String, CaseIterable, Sendable {
    /// The library, and the servers around it: wwebjs-api, chrishubert/whatsapp-api, waapi.
    case whatsappWebJS = "whatsapp-web.js"
    /// WAHA, with any of its engines.
    case waha
    /// Evolution API with its Baileys channel, from any of its transports.
    case evolutionAPI = "evolution-api"

    /// The events that one payload tells of.
    package func map(_ payload: JSONValue, hints: MappingHints = MappingHints()) -> Mapping {
        let envelope = mapper.envelope(of: payload)
        guard let event = envelope.event ?? hints.event.map(mapper.normalEvent) ?? mapper.infer(envelope.body) else {
            return Mapping(problems: [.missingEvent] + instanceProblem(envelope, hints))
        }
        guard let instance = hints.instance ?? envelope.instance, Draft.isInstanceName(instance) else {
            return Mapping(problems: instanceProblem(envelope, hints))
        }
        var draft = Draft(self, event: event, instance: instance, envelope: envelope, hints: hints)
        do throws(MappingProblem) {
            try mapper.map(event, envelope, into: &draft)
        } catch {
            draft.fail(error)
        }
        if draft.isEmpty { draft.ignore("The payload is an empty list.") }
        return draft.mapping
    }

    private var mapper: any GatewayMapper.Type {
        switch self {
        case .whatsappWebJS: WhatsAppWebJS.self
        case .waha: WAHA.self
        case .evolutionAPI: EvolutionAPI.self
        }
    }

    private func instanceProblem(_ envelope: Envelope, _ hints: MappingHints) -> [MappingProblem] {
        guard let instance = hints.instance ?? envelope.instance else { return [.missingInstance] }
        return Draft.isInstanceName(instance) ? [] : [.badInstance]
    }
}
