package import Bytes
import Events

/// All sessions by name. Looked up by the bytes of a record, so that an event costs no string; one thread's own.
package final class SessionBook {
    /// A session and what is due for it.
    struct Entry {
        let name: ByteView
        var health: SessionHealth
        /// How many events about it were published.
        var revision: Int64 = 0
        var publishedAt: Moment?
        /// Whether something changed that its readers want to hear of.
        var isChanged = true
        /// Whether a lifecycle event is in it that isn't stored.
        var isFolded = false
        /// Whether anything is in it that isn't stored.
        var isTouched = false
        /// Counts what was heard of it, for the history.
        var heard: UInt32 = 0
        /// What is to be asked of its gateway with the next transaction.
        var command: ReconnectCommand?
        /// What its row had counted; nil once everything up to there is read again.
        var counted: CountMark?
    }

    private let names = Arena(blockSize: 1 << 16)
    private var index: [ByteView: Int] = [:]
    private(set) var entries: [Entry] = []
    private var sight = Sight()
    let rules: SessionRules
    let policy: ReconnectPolicy
    let rule: PublicationRule

    /// A book without sessions.
    package init(
        rules: SessionRules = SessionRules(), policy: ReconnectPolicy = ReconnectPolicy(),
        rule: PublicationRule = PublicationRule()
    ) {
        self.rules = rules
        self.policy = policy
        self.rule = rule
    }

    /// How many sessions there are.
    package var count: Int { entries.count }

    /// Where they are.
    package var places: Range<Int> { entries.indices }

    /// The session of that name, or nil where none was heard of.
    package func session(_ name: String) -> SessionHealth? {
        let lookup = Arena(blockSize: 512)
        return index[lookup.copy(name)].map { entries[$0].health }
    }

    /// Has a session said again with the next transaction; whether there is one of that name.
    func sayAgain(_ name: String) -> Bool {
        let lookup = Arena(blockSize: 512)
        guard let place = index[lookup.copy(name)], !isGone(place) else { return false }
        entries[place].isChanged = true
        return true
    }

    /// A session as it was stored.
    ///
    /// - parameter counted: up to where records were counted; nil: no further than the partitions' positions.
    func restore(
        _ name: String, _ health: SessionHealth, revision: Int64, publishedAt: Moment?, isChanged: Bool,
        counted: CountMark? = nil
    ) {
        let place = place(of: names.copy(name))
        entries[place].counted = counted
        entries[place].health = health
        entries[place].revision = revision
        entries[place].publishedAt = publishedAt
        entries[place].isChanged = isChanged
        entries[place].isTouched = false
    }

    /// Forgets what rows have counted of other lives of a topic, or of partitions that it no longer has.
    func keepCounts(of source: SourceTopic, log: Int64, partitions: Int) {
        for place in entries.indices { entries[place].counted?.keep(source, log: log, partitions: partitions) }
    }

    /// A partition is read from its beginning: what rows had of it was another log's. They have to be stored before it is read.
    func uncount(_ source: SourceTopic, _ partition: Int32, log: Int64) {
        for place in entries.indices where entries[place].counted != nil {
            entries[place].counted?.set(source, partition, 0, log: log)
            entries[place].isTouched = true
        }
    }

    private func place(of name: ByteView) -> Int {
        if let place = index[name] { return place }
        let own = names.copy(name)
        index[own] = entries.count
        entries.append(Entry(name: own, health: SessionHealth(), isTouched: true))
        return entries.count - 1
    }

    /// Folds a lifecycle event in.
    package func apply(_ sign: LifecycleSign, to name: ByteView, now: Moment) {
        let place = place(of: name)
        entries[place].heard &+= 1
        let before = entries[place].health.gist
        guard entries[place].health.apply(sign, now: now, rules: rules) else { return }
        entries[place].isFolded = true
        entries[place].isTouched = true
        if entries[place].health.gist != before { entries[place].isChanged = true }
    }

    /// Takes a heartbeat, a message or news of one.
    package func saw(_ name: ByteView, at time: Moment, _ evidence: Evidence, now: Moment) {
        let place = place(of: name)
        entries[place].heard &+= 1
        entries[place].health.saw(time, evidence, now: now, rules: rules)
        entries[place].isTouched = true
    }

    /// Counts an event of a session that is in the book, unless its row had it.
    ///
    /// - parameter record: the record that it came in.
    func follow(_ event: Event, of record: Record, from source: SourceTopic, now: Moment) {
        guard let place = index[event.subject],
            entries[place].counted?.covers(source, record.partition, record.offset) != true
        else { return }
        entries[place].health.traffic.take(event, from: source, at: min(event.time, now), now: now)
        entries[place].isTouched = true
        // The lifecycle's positions move with every transaction.
        if source == .lifecycle { entries[place].isFolded = true }
    }

    /// Judges every session by what is known up to `horizon`.
    ///
    /// O(sessions), without an allocation for one that stays as it is. Before everything is read once, only what the log itself
    /// says moves a session: one that was silent stays so.
    ///
    /// - returns: whether a decision waits for nothing but a look at the log's ends.
    package func sweep(horizon: Moment?, now: Moment) -> Bool {
        if let horizon { judge(at: horizon) }
        var wantsLook = false
        for place in entries.indices {
            guard let cause = entries[place].health.cause else { continue }
            wantsLook = decide(cause, place, horizon: horizon, now: now) || wantsLook
        }
        return wantsLook
    }

    private func judge(at horizon: Moment) {
        let gap = sight.saw(horizon)
        var rules = rules
        rules.findsSilence = rules.findsSilence && sight.isClear
        for place in entries.indices {
            if let gap {
                entries[place].health.couldNotBeSeen(until: gap)
                entries[place].isTouched = true
            }
            entries[place].health.look(at: horizon, rules: rules)
            entries[place].health.traffic.look(at: horizon, rules.traffic)
            if entries[place].health.settle(at: horizon, rules) {
                entries[place].isChanged = true
                entries[place].isTouched = true
            }
        }
    }

    private func decide(_ cause: ReconnectCause, _ place: Int, horizon: Moment?, now: Moment) -> Bool {
        let plan = entries[place].health.plan
        switch policy.decide(cause, after: plan, horizon: horizon, now: now) {
        case .wait: return policy.wantsLook(cause, after: plan, horizon: horizon, now: now)
        case .drop: entries[place].health.cause = nil
        case .send(let command):
            entries[place].command = command
            entries[place].health.lastCommand = command
            entries[place].health.plan.note(command.due, limit: policy.daily)
            entries[place].isChanged = true
        }
        entries[place].isTouched = true
        entries[place].isFolded = true
        return false
    }

    /// Changes an entry in place.
    func update(_ place: Int, _ change: (inout Entry) -> Void) { change(&entries[place]) }
}
