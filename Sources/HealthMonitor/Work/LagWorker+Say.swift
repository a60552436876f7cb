import Kafka
import Synchronization
import Telemetry

extension LagWorker {
    /// What one round came to.
    struct Round {
        /// The right by which it is said.
        let voice: Voice
        let consumers: [ConsumerHealth]
        let pipelines: [PipelineHealth]
        /// Whether the rows could not be read: then nothing is known to be gone.
        var isBlind = false
    }

    /// How long the first word waits for what stands on the topic to be read.
    private static let courtesy = 5 * Span.second

    /// Publishes what is due of consumers, pipelines, servers and the monitor itself.
    func say(_ round: Round, now: Moment) {
        let hasFollowed = shared.hasFollowed
        isHeldBack = !hasFollowed && (0...Self.courtesy).contains(now &- activeSince)
        guard ledger?.voice == round.voice, var ledger = ledger?.1, !isHeldBack else { return }
        let monitor = monitorHealth(round.voice)
        let handedIn = shared.state.withLock { $0.handedIn.values.sorted { $0.subject.text < $1.subject.text } }
        let news =
            round.consumers.map(\.news) + round.pipelines.map(\.news) + [broker.news, database.news] + handedIn
            + [monitor.news(now: now)]
        (broker.said, database.said) = (broker.judgement.codes, database.judgement.codes)
        let (subjects, overruled) = shared.picture.withLock { picture in
            // A deputy is nobody's superior: what it reads back of itself isn't what somebody wrote past it.
            (picture.subjects, round.voice.isDeputy ? [] : picture.takeOverruled())
        }
        ledger.forget(overruled)
        let due = news.compactMap { item in
            ledger.outgoing(item, legacy: hasFollowed ? subjects[item.subject.text]?.legacy : nil, now: now)
        }
        var gone: [Outgoing] = []
        if !round.isBlind, !round.voice.isDeputy, broker.fault == nil, broker.missing.isEmpty, hasFollowed {
            gone = ledger.gone(
                except: Set(news.map(\.subject)).union(optional), onTopic: left(subjects), now: now)
        }
        self.ledger = (round.voice, ledger)
        count(round)
        shared.show(news.map { (news: $0, since: ledger.since($0)) }, now: now)
        shared.hide(gone.map(\.key))
        shared.state.withLock { $0.lagRounds += 1 }
        shared.publish(due + gone, as: round.voice)
    }

    /// Sets the gauges of servers and letters.
    private func count(_ round: Round) {
        let isThere = database.fault == nil
        countBroker()
        shared.report(
            ServerLooked(
                server: .database, reachable: isThere, seconds: isThere ? database.exchange?.roundTrip : nil,
                clockSkewSeconds: isThere ? database.exchange?.skew : nil))
        let extent = isThere ? database.extent : nil
        shared.report(
            DatabaseLooked(
                freeBytes: database.diskFree, connections: (extent?.connections).map { Int($0) },
                maxConnections: (extent?.maxConnections).map { Int($0) }))
        let letters = round.pipelines.compactMap { pipeline in
            pipeline.deadLetters.map { (pipeline.name, Int($0)) }
        }
        shared.report(LettersCounted(open: Dictionary(letters) { first, _ in first }))
    }

    /// Sets them on standby: what both servers answer is seen here too, all else only by the active monitor, and its figures of then must
    /// not stay.
    func countOnStandby() {
        countBroker()
        shared.report(
            ServerLooked(
                server: .database, reachable: shared.status.database == nil, seconds: nil, clockSkewSeconds: nil))
        shared.report(DatabaseLooked(freeBytes: nil, connections: nil, maxConnections: nil))
        shared.report.instruments.unpublished.set(0)
    }

    private func countBroker() {
        let isThere = broker.fault == nil
        shared.report(
            ServerLooked(
                server: .broker, reachable: isThere, seconds: isThere ? broker.roundTrip : nil,
                clockSkewSeconds: isThere ? broker.exchange?.skew : nil))
    }

    /// What another thread may still be about to say is not gone.
    private var optional: Set<HealthEvents.Subject> { shared.settings.canary == nil ? [] : [CanaryWorker.subject] }

    /// What earlier monitors left on the topic: all of it, but for the heartbeat of one that may still be there.
    private func left(_ subjects: [String: TopicPicture.Mark]) -> [String] {
        let now = Clock.monotonic
        let fresh = 3 * MonitorHealth.interval * 1_000
        return subjects.filter { key, mark in
            key.hasPrefix("consumer/") || key.hasPrefix("pipeline/")
                || key.hasPrefix("monitor/") && now - mark.at > fresh
        }.map(\.key)
    }

    private func monitorHealth(_ voice: Voice) -> MonitorHealth {
        let state = shared.state.withLock { $0 }
        shared.report.instruments.unpublished.set(state.unpublished)
        var health = MonitorHealth(id: shared.settings.id, epoch: voice.epoch, activeSince: activeSince)
        health.role = voice.word
        health.horizon = state.status.knownUntil
        health.sessions = voice.isDeputy ? [:] : state.sessions
        health.unpublished = state.unpublished
        health.publishing = state.status.publishing
        health.brokerFault = shared.status.broker
        health.databaseFault = state.status.database ?? database.fault
        health.version = shared.settings.version
        health.startedAt = shared.startedAt
        return health
    }
}

extension TopicPicture.Mark {
    fileprivate var legacy: SubjectLedger.Legacy? {
        guard let verdict, let since else { return nil }
        return SubjectLedger.Legacy(verdict: verdict, since: since)
    }
}

extension ConsumerHealth {
    fileprivate var news: SubjectLedger.News {
        SubjectLedger.News(subject: place.subject, judgement: judgement, facts: facts, figure: lagRecords)
    }
}

extension PipelineHealth {
    fileprivate var news: SubjectLedger.News {
        SubjectLedger.News(
            subject: .pipeline(name), judgement: judgement, facts: facts, figure: rebuild?.row.records ?? lagRecords)
    }
}

extension BrokerHealth {
    fileprivate var news: SubjectLedger.News {
        SubjectLedger.News(subject: .pipeline("broker"), judgement: judgement, facts: facts)
    }
}

extension DatabaseHealth {
    fileprivate var news: SubjectLedger.News {
        SubjectLedger.News(subject: .pipeline("database"), judgement: judgement, facts: facts)
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
