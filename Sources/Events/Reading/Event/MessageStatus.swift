package import Bytes

/// How far a message has come; the order is that of the join (contract §3), in which a failure counts as less than a
/// delivery.
package enum MessageStatus: UInt8, CaseIterable, Comparable, Sendable {
    case pending, server, failed, delivered, read, played

    /// The status's name, on the wire and in the table.
    package var name: StaticString {
        switch self {
        case .pending: "pending"
        case .server: "server"
        case .failed: "failed"
        case .delivered: "delivered"
        case .read: "read"
        case .played: "played"
        }
    }

    private static let names = NameTable(allCases.map { $0.name.description })

    /// The status called `name`.
    package init?(_ name: ByteView) {
        guard let place = Self.names.place(of: name) else { return nil }
        self.init(rawValue: UInt8(truncatingIfNeeded: place))
    }

    /// The order of the join.
    package static func < (left: MessageStatus, right: MessageStatus) -> Bool { left.rawValue < right.rawValue }
}
