internal import Events
package import Gateways
internal import JSON

/// What one document gives.
package struct MappedDocument: Hashable, Sendable {
    /// The events, in the order in which they are to be published.
    package var events: [RoutedEvent] = []
    /// Why it, or part of it, gives none.
    package var problems: [PublishProblem] = []
    /// Why it is known and carries nothing for us.
    package var ignored: String?
}

/// Makes events of documents: canonical ones as they stand, gateways' payloads by their mapping.
package struct DocumentMapper: Sendable {
    private let gateway: Gateway?
    private let hints: MappingHints

    /// A mapper of a gateway's payloads, or of canonical events.
    package init(gateway: Gateway?, hints: MappingHints = MappingHints()) {
        self.gateway = gateway
        self.hints = hints
    }

    /// What the document gives.
    package func map(_ bytes: [UInt8]) -> MappedDocument {
        let value: JSONValue
        do throws(JSONError) {
            value = try JSONValue(parsing: bytes)
        } catch {
            let place =
                error.line > 1 ? "in its line \(error.line), column \(error.column)" : "at its byte \(error.byteOffset)"
            return MappedDocument(problems: [
                PublishProblem(.invalidJSON, field: "", "no JSON: \(error.message) \(place)")
            ])
        }
        guard let gateway else { return canonical(value, bytes) }
        let mapping = gateway.map(value, hints: hints)
        var document = MappedDocument(
            problems: mapping.problems.map {
                PublishProblem(code: $0.code.rawValue, field: $0.field, reason: $0.reason)
            },
            ignored: mapping.ignored)
        for event in mapping.events { add(event, to: &document) }
        return document
    }

    private func canonical(_ value: JSONValue, _ bytes: [UInt8]) -> MappedDocument {
        do throws(PublishProblem) {
            return MappedDocument(events: [try CanonicalEvent.route(value, bytes: bytes)])
        } catch {
            return MappedDocument(problems: [error])
        }
    }

    private func add(_ event: CloudEvent, to document: inout MappedDocument) {
        guard let topic = event.topicName else {
            document.problems.append(PublishProblem(.badField, field: "type", "no topic carries \(event.type)"))
            return
        }
        document.events.append(RoutedEvent(topicName: topic, key: Array(event.key.utf8), value: event.structured()))
    }
}
