package import Pipeline
package import Postgres

/// Carries letters of `status` into its tables with the rows that they would have given in time: a lifecycle event changes what
/// all later ones meant, so its instance is folded again with the record in its place (design §4).
package final class StatusRedriver {
    private let session: RedriveSession
    private let single: HandlerRedriver
    private let refold: InstanceRefold
    private let statements: RefoldStatements
    private let topic: String
    private let pause: Wakeup

    /// A redriver; makes its temporary tables.
    package init(_ session: RedriveSession) throws(PostgresError) {
        self.session = session
        let handler = StatusHandler(session.context)
        single = try HandlerRedriver(session, handler: handler)
        refold = InstanceRefold(handler)
        statements = RefoldStatements(schema: session.context.schema, generation: session.context.generation)
        topic = session.context.topics[StatusHandler.Topic.lifecycle.rawValue]
        pause = try Wakeup()
        try session.prepare(statements.sessionSetup)
    }

    /// Carries `letters`; `report` hears of each what became of it.
    ///
    /// - parameter isStopped: asked between one instance and the next.
    package func redrive(
        _ letters: [Letter], isStopped: () -> Bool, report: (Letter, RedriveOutcome) -> Void
    ) throws(PostgresError) {
        var instances: [String: [Letter]] = [:]
        for letter in letters where !isStopped() {
            switch judge(letter) {
            case .refused(let reason, let detail): report(letter, .refused(reason: reason, detail: detail))
            case .event(let name): instances[name, default: []].append(letter)
            case .other: report(letter, try single.redrive(letter))
            }
        }
        guard !instances.isEmpty, !isStopped() else { return }
        try alone(isStopped) { () throws(PostgresError) in
            let histories = try InstanceHistories(Array(instances.keys), topic: topic, session)
            for (name, letters) in instances.sorted(by: { $0.key < $1.key }) where !isStopped() {
                let outcomes = try redrive(letters, of: name, histories)
                for (letter, outcome) in zip(letters, outcomes) { report(letter, outcome) }
            }
        }
    }

    private func judge(_ letter: Letter) -> InstanceRefold.Judgement {
        guard let place = session.context.topics.firstIndex(of: letter.id.topic) else { return .other }
        return refold.judge(letter.record, topic: place)
    }

    /// One at a time in a database: what another redrives meanwhile would be missing in the histories.
    private func alone(_ isStopped: () -> Bool, _ body: () throws(PostgresError) -> Void) throws(PostgresError) {
        let name = "2054188137, \(session.context.generation)"
        while try session.use({ (connection: inout Connection) throws(PostgresError) in
            try connection.query("SELECT pg_try_advisory_lock(\(name))").bool(0, 0)
        }) != true {
            if isStopped() { return }
            _ = pause.wait(.milliseconds(50))
        }
        // Where the body fails the session goes, and with it the lock.
        try body()
        try session.use { (connection: inout Connection) throws(PostgresError) in
            _ = try connection.query("SELECT pg_advisory_unlock(\(name))")
        }
    }

    /// All letters of an instance in one transaction; where the database refuses them together, each by itself.
    private func redrive(
        _ letters: [Letter], of name: String, _ histories: InstanceHistories
    ) throws(PostgresError) -> [RedriveOutcome] {
        if let reason = histories.missing[name] { return letters.map { _ in .missing(reason) } }
        let outcomes = try session.transact(letters) { (connection: inout Connection) throws(PostgresError) in
            try apply(letters, of: name, histories, on: &connection)
        }
        if !session.isDryRun {
            for (letter, outcome) in zip(letters, outcomes) where outcome == .applied {
                histories.took(letter.record, of: name)
            }
        }
        guard letters.count > 1, case .refused = outcomes.first else { return outcomes }
        var single: [RedriveOutcome] = []
        for letter in letters { single += try redrive([letter], of: name, histories) }
        return single
    }

    private func apply(
        _ letters: [Letter], of name: String, _ histories: InstanceHistories, on connection: inout Connection
    ) throws(PostgresError) -> [RedriveOutcome] {
        try histories.lock(on: &connection)
        var taken: [LogPlace: StoredRecord] = [:]
        var outcomes: [RedriveOutcome] = []
        for letter in letters {
            let isTaken = try session.take(letter, on: &connection)
            if isTaken { taken[letter.id.place] = letter.record }
            outcomes.append(isTaken ? .applied : .gone)
        }
        guard !taken.isEmpty else { return outcomes }
        if let reason = try histories.catchUp(name, on: &connection) { return letters.map { _ in .missing(reason) } }
        let records = (histories.records[name] ?? [:]).merging(taken) { $1 }
        let places = refold.fold(
            name, records.values.sorted { $0.place < $1.place }, letters: Set(taken.keys))
        if let lost = (histories.applied[name] ?? []).subtracting(places).min() {
            return letters.map { _ in
                .refused(
                    reason: "history-refused",
                    detail: "\(topic)/\(lost) was applied to \(name) and is no event of its any more")
            }
        }
        try connection.run(refold.script(statements))
        return outcomes
    }
}
