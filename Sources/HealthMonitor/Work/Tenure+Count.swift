import Bytes
import Telemetry

extension Tenure {
    /// Counts sessions by verdict and by reason, and shows both as metrics.
    func countSessions() -> [Verdict: Int] {
        var verdicts: [Verdict: Int] = [:]
        var reasons: [ReasonCode: Int] = [:]
        for entry in book.entries where !entry.health.isDeleted {
            let judgement = entry.health.judgement
            verdicts[judgement.verdict, default: 0] += 1
            for reason in judgement.reasons { reasons[reason.code, default: 0] += 1 }
        }
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
