internal import Telemetry

/// How a service is, for `/healthz` and `/readyz`.
package struct HealthReport: Hashable, Sendable {
    /// A part of the service, or a server that it needs.
    package struct Component: Hashable, Sendable {
        /// How it is.
        package enum State: String, Hashable, Sendable {
            /// As it should be.
            case ok
            /// Not as it should be; a restart would not help.
            case degraded
        }

        /// Its name, `database` for example.
        package var name: String
        /// How it is.
        package var state: State
        /// What there is to say of it; no secret, no message body.
        package var text: String

        /// A component.
        package init(_ name: String, _ state: State = .ok, _ text: String = "") {
            self.name = name
            self.state = state
            self.text = text
        }
    }

    /// The parts.
    package var components: [Component]
    /// Why the service can't do its work now; empty: it can.
    package var notReady: [String]
    /// Why a restart would help (a lane that is stuck, a client that failed for good); nil: it would not.
    package var needsRestart: String?

    /// A report.
    package init(components: [Component] = [], notReady: [String] = [], needsRestart: String? = nil) {
        self.components = components
        self.notReady = notReady
        self.needsRestart = needsRestart
    }

    /// The word for all of it.
    package var status: String {
        if needsRestart != nil { return "failed" }
        return components.allSatisfy { $0.state == .ok } && notReady.isEmpty ? "ok" : "degraded"
    }

    /// The body of both answers.
    package var json: [UInt8] {
        var text = JSONText()
        text.raw("{")
        text.member("status", status, first: true)
        text.raw(",\"ready\":\(notReady.isEmpty),\"reasons\":")
        text.value(.list(notReady.map { .string($0) }))
        if let needsRestart { text.member("needs_restart", needsRestart) }
        text.raw(",\"components\":{")
        for (index, component) in components.enumerated() {
            if index > 0 { text.raw(",") }
            text.string(component.name)
            text.raw(":{")
            text.member("status", component.state.rawValue, first: true)
            if !component.text.isEmpty { text.member("text", component.text) }
            text.raw("}")
        }
        text.raw("}}\n")
        return text.bytes
    }
}
