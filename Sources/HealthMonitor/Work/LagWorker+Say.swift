import Kafka
import Synchronization

extension LagWorker {
    /// Publishes what is due of consumers, pipelines and the monitor itself.
    ///
    /// - parameter fault: why nothing is known of the consumers, where that is so.
    func say(_ consumers: [ConsumerHealth], fault: Reason?, now: Moment) {
        guard let (epoch, before) = ledger else { return }
        let names = Set(shared.settings.pipelines.map(\.name)).union(consumers.map(\.place.pipeline)).sorted()
        let pipelines = names.map { name in
            PipelineHealth(name, consumers.filter { $0.place.pipeline == name }, fault: fault)
        }
        let monitor = monitorHealth(epoch)
        let news = consumers.map(\.news) + pipelines.map(\.news) + [monitor.news(now: now)]
        var ledger = before
        let due = news.compactMap { ledger.outgoing($0, now: now) }
        // Where nothing can be read, nothing is known to be gone.
        let gone = fault == nil ? ledger.gone(except: Set(news.map(\.subject))) : []
        self.ledger = (epoch, ledger)
        shared.show(news, now: now)
        shared.hide(gone.map(\.key))
        shared.publish(due + gone)
    }

    private func monitorHealth(_ epoch: Int64) -> MonitorHealth {
        let state = shared.state.withLock { $0 }
        var health = MonitorHealth(id: shared.settings.id, epoch: epoch, activeSince: activeSince)
        health.horizon = state.status.knownUntil
        health.sessions = state.sessions
        health.unpublished = state.unpublished
        health.brokerFault = shared.status.broker
        health.databaseFault = state.status.database
        return health
    }
}

extension ConsumerHealth {
    fileprivate var news: SubjectLedger.News {
        SubjectLedger.News(subject: place.subject, judgement: judgement, facts: facts, figure: lagRecords)
    }
}

extension PipelineHealth {
    fileprivate var news: SubjectLedger.News {
        SubjectLedger.News(subject: .pipeline(name), judgement: judgement, facts: facts, figure: lagRecords)
    }
}

extension MonitorHealth {
    /// A heartbeat, a little early, since a round may be late.
    fileprivate func news(now: Moment) -> SubjectLedger.News {
        SubjectLedger.News(
            subject: .monitor(id), judgement: judgement(now: now), facts: facts,
            interval: Self.interval - 2 * Span.second)
    }
}
