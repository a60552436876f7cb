package import Gateways
package import Service

/// What `publish` was asked for.
package struct PublishOptions: Hashable, Sendable {
    /// Whose payloads they are; nil: canonical events.
    package var gateway: Gateway?
    /// What the payloads may not say.
    package var instance: String?
    /// What the payloads may not say.
    package var event: String?
    /// The machine or process of the gateway.
    package var node: String
    /// Whether nothing is to be sent.
    package var isDryRun: Bool
    /// The files; `-` is standard input.
    package var files: [String]

    /// Reads the command line.
    package init(_ invocation: Invocation) throws(UsageError) {
        gateway = invocation.value("gateway").flatMap { Gateway(rawValue: $0) }
        instance = invocation.value("instance")
        event = invocation.value("event")
        node = invocation.value("node") ?? "local"
        isDryRun = invocation.has("dry-run")
        files = invocation.arguments
        if gateway == nil, let name = ["instance", "event", "node"].first(where: invocation.has) {
            throw UsageError(
                "--\(name) says what a gateway's payload doesn't: it needs --gateway", path: invocation.path)
        }
        if files.count(where: { $0 == "-" }) > 1 {
            throw UsageError("standard input (-) can be read once only", path: invocation.path)
        }
    }

    /// What the mapping is told.
    var hints: MappingHints { MappingHints(instance: instance, event: event, node: node) }
}

extension Publishing {
    /// The words that `--gateway` takes.
    package static let gatewayNames = Gateway.allCases.map(\.rawValue)
}
