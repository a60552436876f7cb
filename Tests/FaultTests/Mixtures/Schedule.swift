import TestSupport

/// Which faults come when: a function of the seed.
struct Schedule {
    /// A fault.
    enum Kind: String, CaseIterable, Sendable {
        case consumerKilled, consumerRestarted, consumerFrozen, consumerJoins, consumerLeaves
        case brokerKilled, brokerFrozen
        case databaseRestarted, databaseKilled, databaseFrozen, sessionsEnded
    }

    /// A fault, from its begin to its end.
    struct Step: Sendable {
        let kind: Kind
        /// From the schedule's begin.
        let begin: Duration
        /// How long it lasts; the next may begin meanwhile.
        let lasts: Duration
        /// Which of several is struck.
        let pick: UInt64
    }

    /// The faults, by their begin.
    let steps: [Step]

    /// So many faults of a seed.
    init(seed: UInt64, count: Int) {
        var random = SeededGenerator(seed)
        var clock = Duration.zero
        var steps: [Step] = []
        for _ in 0..<count {
            clock += .milliseconds(Int.random(in: 50...2_500, using: &random))
            let kind = Kind.allCases.randomElement(using: &random) ?? .consumerKilled
            // Often shorter than a session's timeout of six seconds, sometimes longer.
            let lasts = Duration.milliseconds(
                Int.random(in: 0...3, using: &random) == 0 ? 8_000 : Int.random(in: 20...4_000, using: &random))
            steps.append(Step(kind: kind, begin: clock, lasts: lasts, pick: random.next()))
        }
        self.steps = steps
    }

    /// Begins and ends in the order of time; of two at once, that of the earlier fault.
    var moments: [(at: Duration, step: Int, isBegin: Bool)] {
        steps.indices.flatMap { index in
            [(steps[index].begin, index, true), (steps[index].begin + steps[index].lasts, index, false)]
        }.sorted { ($0.0, $0.1) < ($1.0, $1.1) }
    }

    /// For the report.
    var text: String {
        steps.map { "\(Report.seconds($0.begin)) \($0.kind.rawValue) \(Report.seconds($0.lasts))" }.joined(
            separator: ", ")
    }
}
