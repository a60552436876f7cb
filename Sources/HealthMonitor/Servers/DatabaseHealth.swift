package import JSON

/// The database, as far as its own words tell it: no right beyond that of connecting is needed for any of them.
package struct DatabaseHealth: Hashable, Sendable {
    /// What it says of its size and its sessions; looked up less often than it is reached.
    package struct Extent: Hashable, Sendable {
        /// Bytes of all databases of the server that we may ask about.
        package var bytes: Int64?
        /// Sessions of the whole server.
        package var connections: Int64
        /// How many it takes of roles like ours: without those that are kept for others.
        package var maxConnections: Int64

        /// What it says.
        package init(bytes: Int64?, connections: Int64, maxConnections: Int64) {
            self.bytes = bytes
            self.connections = connections
            self.maxConnections = maxConnections
        }
    }

    /// Why it can't be used, or nil.
    package var fault: String?
    /// The last exchange.
    package var exchange: ClockExchange?
    /// What it said of itself.
    package var extent: Extent?
    /// How large its disk is, as the operator says; nil: nobody says so, and SQL can't tell.
    package var diskSize: Int64?

    /// What was said of it at the look before.
    package var said: Set<ReasonCode> = []

    /// Nothing known.
    package init() {}

    /// The part of the connections that may be taken, and below which enough are free again.
    private static let fullness = (bound: 0.9, relief: 0.85)
    /// The part of the disk that has to be free, and from which on there is room again.
    private static let headroom = (bound: 0.1, relief: 0.12)

    /// What is left of the disk, where its size is known. The write-ahead log is on it too, and not counted.
    package var diskFree: Int64? {
        guard fault == nil, let diskSize, let bytes = extent?.bytes else { return nil }
        return max(0, diskSize - bytes)
    }

    /// The verdict.
    package var judgement: Judgement {
        if let fault { return Judgement(.down, [Reason(.database, "the database can't be used: \(fault)")]) }
        let reasons = [disk, connections, exchange?.reason(of: "database", said: said)].compactMap { $0 }
        return Judgement(reasons.isEmpty ? .ok : .degraded, reasons)
    }

    private var disk: Reason? {
        let part = said.contains(.diskSpace) ? Self.headroom.relief : Self.headroom.bound
        guard let diskFree, let diskSize, Double(diskFree) < Double(diskSize) * part else { return nil }
        return Reason(
            .diskSpace, "the database's disk fills up",
            facts: ["diskFreeBytes": .integer(diskFree), "diskSizeBytes": .integer(diskSize)])
    }

    private var connections: Reason? {
        let part = said.contains(.connections) ? Self.fullness.relief : Self.fullness.bound
        guard let extent, Double(extent.connections) >= Double(extent.maxConnections) * part else {
            return nil
        }
        return Reason(
            .connections, "the database has few connections left",
            facts: [
                "connections": .integer(extent.connections), "maxConnections": .integer(extent.maxConnections),
            ])
    }

    /// The facts of `pipeline/database`.
    package var facts: [JSONValue.Member] {
        let isReachable = fault == nil
        return [
            .init(name: "reachable", value: .bool(isReachable)),
            .init(name: "roundTripSeconds", value: isReachable ? .seconds(exchange?.roundTrip) : .null),
            .init(name: "diskBytes", value: isReachable ? .number(extent?.bytes) : .null),
            .init(name: "diskFreeBytes", value: .number(diskFree)),
            .init(name: "connections", value: isReachable ? .number(extent?.connections) : .null),
            .init(name: "maxConnections", value: isReachable ? .number(extent?.maxConnections) : .null),
            .init(name: "clockSkewSeconds", value: isReachable ? .seconds(exchange?.skew) : .null),
        ]
    }
}
