internal import JSON

/// A server's clock beside ours, read at once but for a round trip.
package struct ClockExchange: Hashable, Sendable {
    /// From the question to its answer, in seconds.
    package var roundTrip: Double
    /// The server's clock less ours in the middle of it, in seconds.
    package var skew: Double

    /// What one question and its answer tell.
    ///
    /// - parameter sent: our clock before it, `received` after it, `theirs` the server's in between.
    package init(sent: Moment, received: Moment, theirs: Moment) {
        roundTrip = Double(received &- sent) / 1e6
        skew = Double(theirs &- (sent &+ (received &- sent) / 2)) / 1e6
    }

    /// Seconds that clocks may differ, beyond what the round trip leaves open, and within which they then agree again.
    private static let (allowed, relief) = (5.0, 4.0)

    /// What there is to say of `server`'s clock; nil: nothing.
    ///
    /// - parameter said: what was said at the look before.
    func reason(of server: String, said: Set<ReasonCode>) -> Reason? {
        let bound = said.contains(.clockSkew) ? Self.relief : Self.allowed
        guard skew.magnitude > bound + roundTrip / 2 else { return nil }
        return Reason(
            .clockSkew, "the \(server)'s clock and the monitor's differ: ages and lag in seconds are off by as much",
            facts: ["clockSkewSeconds": .seconds(skew)])
    }
}
