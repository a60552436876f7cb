import JSON

/// The canaries of one tenure: which are under way, how long the last ones took, and what that means. Pure: time comes from outside, as
/// monotonic nanoseconds, and so does what producer and archive say.
struct CanaryWatch: Sendable {
    /// One that was sent and hasn't come to its end.
    struct Flight: Hashable, Sendable {
        /// Counts them.
        let number: Int
        /// When it was sent, by both clocks.
        let sent: Int64
        let sentAt: Moment
        /// Where in the log it is, once the broker has said so.
        var place: Place?
    }

    /// A place in the log.
    struct Place: Hashable, Sendable {
        let partition: Int32
        let offset: Int64
    }

    /// What became of the last one of which anything is known.
    private enum Ending: Hashable {
        case arrived
        case lost(Flight)
        case refused(String)
    }

    let rules: CanaryRules
    /// The oldest first.
    private(set) var flights: [Flight] = []
    private(set) var trips: RoundTrips
    private(set) var (sent, arrived, lost) = (0, 0, 0)
    private var lastAt: Moment?
    private var nextAt: Int64 = .min
    private var ending: (number: Int, what: Ending)?
    /// How many in a row were in time since the last late one.
    private var timely = CanaryWatch.recovery
    /// How long that one took, or was waited for.
    private var slow = 0.0

    /// One late canary is one too many; two in time say that it is over.
    private static let recovery = 2

    /// Nothing was sent.
    init(_ rules: CanaryRules) {
        self.rules = rules
        trips = RoundTrips(limit: rules.window)
    }

    // MARK: - Sending

    /// Whether the next is to be sent.
    func isDue(_ now: Int64) -> Bool { now >= nextAt }

    /// Takes note that one is sent.
    ///
    /// - returns: its number.
    mutating func send(at now: Int64, wall: Moment) -> Int {
        sent += 1
        // By the plan and not by this one's time, so that they stay evenly apart; after a pause from now on.
        let interval = rules.interval.nanoseconds
        nextAt = nextAt == .min || now - nextAt > interval ? now + interval : nextAt + interval
        flights.append(Flight(number: sent, sent: now, sentAt: wall))
        return sent
    }

    /// The broker has it, there; nil: it can't say where, so nobody can look for it.
    mutating func landed(_ number: Int, at place: Place?) {
        guard let index = flights.firstIndex(where: { $0.number == number }) else { return }
        if let place { flights[index].place = place } else { flights.remove(at: index) }
    }

    /// No broker took it: it is as lost as one whose row never came.
    ///
    /// - returns: whether it is lost by that; one that was given up before is not.
    mutating func refused(_ number: Int, _ fault: String) -> Bool {
        guard remove(number) != nil else { return false }
        lost += 1
        end(number, .refused(fault))
        return true
    }

    // MARK: - Arriving

    /// Its row can be seen.
    ///
    /// - returns: how many seconds it took; nil for one that was given up before.
    mutating func arrived(_ number: Int, at now: Int64, wall: Moment) -> Double? {
        guard let flight = remove(number) else { return nil }
        let seconds = Double(max(0, now - flight.sent)) / 1e9
        arrived += 1
        trips.add(seconds)
        lastAt = wall
        if now - flight.sent > rules.late.nanoseconds {
            (timely, slow) = (0, seconds)
        } else {
            timely = min(Self.recovery, timely + 1)
        }
        end(number, .arrived)
        return seconds
    }

    /// Time goes by.
    ///
    /// - returns: how many are lost by that.
    mutating func tick(_ now: Int64) -> Int {
        let gone = flights.filter { now - $0.sent >= rules.lost.nanoseconds }
        for flight in gone {
            _ = remove(flight.number)
            lost += 1
            (timely, slow) = (0, Double(now - flight.sent) / 1e9)
            end(flight.number, .lost(flight))
        }
        return gone.count
    }

    /// Nobody could look for a while: what was under way counts neither as arrived nor as lost.
    mutating func giveUp() { flights = [] }

    private mutating func remove(_ number: Int) -> Flight? {
        flights.firstIndex { $0.number == number }.map { flights.remove(at: $0) }
    }

    /// An older one that comes to its end later changes nothing any more.
    private mutating func end(_ number: Int, _ what: Ending) {
        if let ending, ending.number > number { return }
        ending = (number, what)
    }

    // MARK: - Judging

    /// The verdict; nil as long as nothing is known.
    func judgement(at now: Int64) -> Judgement? {
        switch ending?.what {
        case .refused(let fault):
            return Judgement(.down, [Reason(.broker, "the broker didn't take the canary: \(fault)")])
        case .lost(let flight):
            let seconds = rules.lost.components.seconds
            return Judgement(
                .down,
                [
                    Reason(
                        .canaryLost, "the canary had no row in the archive after \(seconds) s",
                        facts: facts(of: flight))
                ])
        case .arrived, nil: break
        }
        if let oldest = flights.first, now - oldest.sent > rules.late.nanoseconds {
            return late("the canary has no row in the archive yet", oldest, seconds: Double(now - oldest.sent) / 1e9)
        }
        guard ending != nil else { return nil }
        guard timely < Self.recovery else { return Judgement(.ok) }
        return late("one of the last canaries took longer than it should", nil, seconds: slow)
    }

    private func late(_ text: String, _ flight: Flight?, seconds: Double) -> Judgement {
        let figures: [JSONValue.Member] = [
            .init(name: "seconds", value: ConsumerHealth.seconds(seconds)),
            .init(name: "lateSeconds", value: .integer(rules.late.components.seconds)),
        ]
        let more = flight.map { facts(of: $0).object ?? [] } ?? []
        return Judgement(.degraded, [Reason(.canaryLate, text, facts: .object(figures + more))])
    }

    private func facts(of flight: Flight) -> JSONValue {
        [
            "sentAt": .time(flight.sentAt), "partition": .number(flight.place.map { Int64($0.partition) }),
            "offset": .number(flight.place?.offset),
        ]
    }

    /// The facts of its event.
    var facts: [JSONValue.Member] {
        func seconds(_ value: Double?) -> JSONValue { value.map { ConsumerHealth.seconds($0) } ?? .null }
        return [
            .init(name: "lastSeconds", value: seconds(trips.last)),
            .init(name: "medianSeconds", value: seconds(trips.median)),
            .init(name: "p95Seconds", value: seconds(trips.ninetyFifth)), .init(name: "lastAt", value: .time(lastAt)),
            .init(name: "sent", value: .integer(sent)), .init(name: "arrived", value: .integer(arrived)),
            .init(name: "lost", value: .integer(lost)),
        ]
    }
}
