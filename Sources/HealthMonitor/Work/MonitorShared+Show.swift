import Synchronization

extension MonitorShared {
    /// Puts what is said of subjects that aren't sessions on the page and into their history. Any thread; whoever publishes such
    /// subjects shows them too.
    ///
    /// - parameter since: when each verdict began by what is said of it on the topic, so that the page says the same.
    func show(_ news: [(news: SubjectLedger.News, since: Moment?)], now: Moment) {
        state.withLock { state in
            for (news, since) in news { state.snapshot.show(news, since: since, now: now) }
        }
        history.withLock { history in
            history.advance(to: now)
            for (news, _) in news {
                history.note(news.subject.text, news.judgement.verdict, HistoryFigure.of(news.facts))
            }
        }
    }

    /// Takes subjects that are gone off the page.
    ///
    /// - parameter subjects: their texts, as the keys of their tombstones have them.
    func hide(_ subjects: [String]) {
        guard !subjects.isEmpty else { return }
        state.withLock { state in
            for subject in subjects { state.snapshot.lines[subject] = nil }
        }
        history.withLock { history in
            for subject in subjects { history.remove(subject) }
        }
    }
}
