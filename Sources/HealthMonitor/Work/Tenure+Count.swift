import Bytes
import Telemetry

extension Tenure {
    /// Counts sessions by verdict and by reason, and shows both as metrics.
    func countSessions() -> [Verdict: Int] {
        var verdicts: [Verdict: Int] = [:]
        var counts = [Int](repeating: 0, count: Finding.allCases.count)
        // By standing: the words of ten thousand judgements would cost more than all else that is done with them.
        for place in book.entries.indices where !book.entries[place].health.isDeleted {
            let standing = book.entries[place].health.standing
            verdicts[standing.verdict, default: 0] += 1
            for finding in Finding.allCases where standing.has(finding) { counts[Int(finding.rawValue)] += 1 }
        }
        var reasons: [ReasonCode: Int] = [:]
        for finding in Finding.allCases { reasons[finding.code, default: 0] += counts[Int(finding.rawValue)] }
        let instruments = shared.report.instruments
        for verdict in Verdict.allCases { instruments.sessions.child(verdict.rawValue).set(verdicts[verdict] ?? 0) }
        for code in ReasonCode.ofSessions { instruments.sessionReasons.child(code.rawValue).set(reasons[code] ?? 0) }
        showEachSession()
        return verdicts
    }

    /// Shows sessions one by one, where that was asked for: the first so many by name, so that the same ones are shown as long as
    /// they are there.
    private func showEachSession() {
        let most = shared.settings.sessionMetrics
        guard most > 0 else { return }
        let entries = book.entries.filter { !$0.health.isDeleted }.sorted { $0.name < $1.name }.prefix(most)
        shared.report.instruments.eachSession.show(
            entries.map { entry in
                SessionInstruments.Session(
                    name: entry.name.string, verdict: entry.health.judgement.verdict,
                    lastEventAt: entry.health.lastEventAt)
            })
    }
}
