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

    /// A pair of clocks, read at once but for a round trip.
    package struct Exchange: Hashable, Sendable {
        /// From the question to its answer, in seconds.
        package var roundTrip: Double
        /// The database's clock less ours in the middle of it, in seconds.
        package var skew: Double

        /// What one question and its answer tell.
        ///
        /// - parameter sent: our clock before it, `received` after it, `theirs` the database's in between.
        package init(sent: Moment, received: Moment, theirs: Moment) {
            roundTrip = Double(received &- sent) / 1e6
            skew = Double(theirs &- (sent &+ (received &- sent) / 2)) / 1e6
        }
    }

    /// Why it can't be used, or nil.
    package var fault: String?
    /// The last exchange.
    package var exchange: Exchange?
    /// What it said of itself.
    package var extent: Extent?
    /// How large its disk is, as the operator says; nil: nobody says so, and SQL can't tell.
    package var diskSize: Int64?

    /// Nothing known.
    package init() {}

    /// The part of the connections that may be taken.
    private static let fullness = 0.9
    /// The part of the disk that has to be free.
    private static let headroom = 0.1
    /// Seconds that clocks may differ, beyond what the round trip leaves open.
    private static let skewAllowed: Double = 5

    /// What is left of the disk, where its size is known. The write-ahead log is on it too, and not counted.
    package var diskFree: Int64? {
        guard fault == nil, let diskSize, let bytes = extent?.bytes else { return nil }
        return max(0, diskSize - bytes)
    }

    /// The verdict.
    package var judgement: Judgement {
        if let fault { return Judgement(.down, [Reason(.database, "the database can't be used: \(fault)")]) }
        let reasons = [disk, connections, clock].compactMap { $0 }
        return Judgement(reasons.isEmpty ? .ok : .degraded, reasons)
    }

    private var disk: Reason? {
        guard let diskFree, let diskSize, Double(diskFree) < Double(diskSize) * Self.headroom else { return nil }
        return Reason(
            .diskSpace, "the database's disk fills up",
            facts: ["diskFreeBytes": .integer(diskFree), "diskSizeBytes": .integer(diskSize)])
    }

    private var connections: Reason? {
        guard let extent, Double(extent.connections) >= Double(extent.maxConnections) * Self.fullness else {
            return nil
        }
        return Reason(
            .connections, "the database has few connections left",
            facts: [
                "connections": .integer(extent.connections), "maxConnections": .integer(extent.maxConnections),
            ])
    }

    private var clock: Reason? {
        guard let exchange, exchange.skew.magnitude > Self.skewAllowed + exchange.roundTrip / 2 else { return nil }
        return Reason(
            .clockSkew, "the database's clock and the monitor's differ: ages and lag in seconds are off by as much",
            facts: ["clockSkewSeconds": .seconds(exchange.skew)])
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
