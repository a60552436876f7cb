package import Events
internal import JSON
package import Service

/// An operator's word on an instance, which is an event like any other: a replay keeps it.
package struct StatusOverride: Hashable, Sendable {
    /// What an instance can be said to be.
    package enum Status: String, CaseIterable, Hashable, Sendable {
        case connected, disconnected, connecting
    }

    /// The instance.
    package var instance: String
    /// What it is said to be.
    package var status: Status
    /// Why.
    package var reason: String?
    /// Who says so.
    package var operatorName: String

    /// Reads the command line; the operator is who is logged in, unless somebody is named.
    package init(_ invocation: Invocation, environment: [String: String]) throws(UsageError) {
        guard invocation.arguments.count == 2, let status = Status(rawValue: invocation.arguments[1]) else {
            throw UsageError("give a NAME and one of connected, disconnected, connecting", path: invocation.path)
        }
        instance = invocation.arguments[0]
        self.status = status
        reason = invocation.value("reason")
        operatorName = invocation.value("operator") ?? environment["LOGNAME"] ?? environment["USER"] ?? "operator"
        guard Self.isName(instance, limit: 255) else {
            throw UsageError("an instance's name has 1 to 255 bytes and no control characters", path: invocation.path)
        }
        guard Self.isName(operatorName, limit: 200), !operatorName.contains("/") else {
            throw UsageError(
                "--operator: a name has 1 to 200 bytes, no slash and no control characters", path: invocation.path)
        }
    }

    private static func isName(_ text: String, limit: Int) -> Bool {
        (1...limit).contains(text.utf8.count) && text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
    }

    /// The event.
    package func event(id: String, at time: Int64) -> CloudEvent {
        CloudEvent(
            id: id, source: "/operators/\(operatorName)", type: type, subject: instance, time: time,
            data: reason.map { ["reason": .string($0)] } ?? [:])
    }

    /// The type whose row has that status and no other consequence.
    private var type: String {
        switch status {
        case .connected: "whatsapp.session.connected"
        case .disconnected: "whatsapp.session.disconnected"
        case .connecting: "whatsapp.session.starting"
        }
    }
}
