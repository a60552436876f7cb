import JSON

/// What its message traffic says.
extension SessionHealth {
    private static let problems: [(finding: Finding, problem: TrafficProblems)] = [
        (.failing, .failing), (.pending, .pending), (.slowAcks, .slowAcks), (.sequenceGap, .sequenceGap),
    ]

    /// What was found at the last look at its traffic. That nothing gets through says something only of a session that is connected.
    func judgeTraffic(_ standing: inout Standing) {
        guard !traffic.lasting.isEmpty, !isDeleted else { return }
        for (finding, problem) in Self.problems where traffic.lasting.contains(problem) {
            if phase == .connected || problem == .sequenceGap { standing.add(finding) }
        }
    }

    func trafficBeginning(of finding: Finding, _ rules: SessionRules) -> Moment {
        let began = traffic.horizon.flatMap {
            traffic.beginning(of: Self.problem(finding), at: $0, rules.traffic)
        }
        // What was so before it was connected became a matter of this session then.
        return max(began ?? stateSince, finding == .sequenceGap ? 0 : phaseSince)
    }

    /// The last that was heard of it when the finding was gone.
    func trafficEnd(of finding: Finding) -> Moment {
        phase == .connected || finding == .sequenceGap ? lastEventAt ?? stateSince : stateSince
    }

    func trafficReason(of finding: Finding) -> Reason {
        traffic.reasons(for: Self.problem(finding)).first ?? Reason(finding.code, "its traffic is not well")
    }

    private static func problem(_ finding: Finding) -> TrafficProblems {
        problems.first { $0.finding == finding }?.problem ?? []
    }
}
