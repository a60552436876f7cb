/// How long to wait before the next try: doubling from a floor to a ceiling, with jitter so that members don't march in step.
package struct Backoff: Hashable, Sendable {
    /// The first wait.
    package let floor: Duration
    /// The longest wait.
    package let ceiling: Duration
    private var tries = 0

    /// A backoff that has not been used yet.
    package init(floor: Duration, ceiling: Duration) {
        self.floor = floor
        self.ceiling = ceiling
    }

    /// For conflicts on a healthy connection.
    package static let conflict = Backoff(floor: .milliseconds(20), ceiling: .seconds(2))
    /// For a server that is not there; design §4: at most 30 s apart.
    package static let outage = Backoff(floor: .milliseconds(200), ceiling: .seconds(30))

    /// The next wait, between half and all of the step it stands on.
    ///
    /// - parameter jitter: 0 ..< 1, from whoever owns the randomness.
    package mutating func next(jitter: Double) -> Duration {
        let step = min(ceiling, floor * (1 << min(tries, 20)))
        tries += 1
        return step / 2 + (step / 2) * min(max(jitter, 0), 1)
    }

    /// Back to the floor, after a success.
    package mutating func reset() { tries = 0 }
}
