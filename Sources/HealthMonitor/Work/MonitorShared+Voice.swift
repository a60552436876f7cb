import Synchronization

/// By which right this monitor speaks.
extension MonitorShared {
    /// The right, or nil: it stands by, and publishes nothing.
    var voice: Voice? {
        state.withLock { state in
            if case .active(let epoch) = state.status.role, Clock.monotonic < state.validUntil {
                return .active(epoch: epoch)
            }
            return state.deputySince.map { .deputy(epoch: state.lastEpoch, since: $0) }
        }
    }

    /// Begins or ends to speak without a lease; nil where that is no change.
    func setDeputy(_ isDeputy: Bool) -> Bool? {
        let isChanged = state.withLock { state in
            guard (state.deputySince != nil) != isDeputy else { return false }
            state.deputySince = isDeputy ? Clock.wall : nil
            state.status.isDeputy = isDeputy
            return true
        }
        guard isChanged else { return nil }
        wakeAll()
        return isDeputy
    }

    /// Hands in what a thread has to say of a subject; the lag thread says it with the rest, and says it again in its time.
    func say(_ news: SubjectLedger.News) { state.withLock { $0.handedIn[news.subject] = news } }

    /// Takes it back: there is nothing to say of it now.
    func withdraw(_ subject: HealthEvents.Subject) {
        state.withLock { _ = $0.handedIn.removeValue(forKey: subject) }
    }

    /// Hands a look at the ends of the health topic to the follower.
    func sawTopic(_ look: Look) {
        state.withLock { state in
            state.topicLooks.append(look)
            if state.topicLooks.count > 16 { state.topicLooks.remove(at: 1) }
        }
    }
}
