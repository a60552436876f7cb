package import JSON

/// What `GET /api/health` answers: the facts of every subject, in the words of its events.
package enum HealthDocument {
    /// What of it is asked for.
    package struct Selection: Sendable {
        /// Which sessions.
        package var sessions = SessionQuery()
        /// Whether the rest is left out.
        package var isSessionsOnly = false
        /// The days of subjects, where they are asked for as well.
        package var history: (@Sendable ([String]) -> JSONValue)?

        /// All of it, without history.
        package init() {}
    }

    /// The document's text. Sessions are written one by one: ten thousand of them are 25 MB, and a value of the whole is several times that.
    package static func bytes(
        _ snapshot: HealthSnapshot, _ selection: Selection = Selection(), now: Moment
    ) -> [UInt8] {
        let lines = selection.isSessionsOnly ? [] : snapshot.orderedLines
        let page = selection.sessions.page(of: snapshot, now: now)
        var members = head(snapshot, now: now)
        if !selection.isSessionsOnly { members += sections(lines, now: now) }
        members.append(.init(name: "matching", value: .integer(page.matching)))
        var output: [UInt8] = []
        JSONValue.object(members).write(into: &output)
        // The sessions follow within the same braces.
        output.removeLast()
        output += ",\"sessions\":[".utf8
        for (number, place) in page.places.enumerated() {
            if number > 0 { output.append(UInt8(ascii: ",")) }
            session(page.sessions[place], page.blindness).write(into: &output)
        }
        output.append(UInt8(ascii: "]"))
        if let history = selection.history {
            let names = page.places.map { HealthEvents.Subject.session(page.sessions[$0].name).text }
            output += ",\"history\":".utf8
            history(lines.map(\.subject.text) + names).write(into: &output)
        }
        output.append(UInt8(ascii: "}"))
        return output
    }

    /// What stands above the subjects.
    static func head(_ snapshot: HealthSnapshot, now: Moment) -> [JSONValue.Member] {
        let status = snapshot.status
        let overview = HealthOverview(snapshot, now: now)
        var members: [JSONValue.Member] = [
            .init(name: "at", value: .time(now)),
            .init(name: "observedAt", value: snapshot.observedAt == 0 ? .null : .time(snapshot.observedAt)),
            .init(name: "verdict", value: .string(overview.verdict.rawValue)),
            .init(name: "summary", value: .string(overview.summary)),
            .init(name: "counts", value: overview.json),
            .init(name: "role", value: .string(status.isDeputy ? "deputy" : status.role.word)),
            .init(name: "knownUntil", value: .time(status.knownUntil)),
        ]
        if case .standby(let holder) = status.role, !status.isDeputy {
            members.append(.init(name: "activeMonitor", value: .text(holder)))
        }
        let faults = [
            ("broker", status.broker), ("database", status.database), ("reading", status.reading),
            ("publishing", status.publishing), ("stuck", status.stuck),
        ]
        members += faults.map { .init(name: $0.0, value: .text($0.1)) }
        members.append(.init(name: "historySince", value: .time(snapshot.historySince)))
        return members
    }

    private static func sections(_ lines: [HealthLine], now: Moment) -> [JSONValue.Member] {
        func kind(_ isWanted: (HealthEvents.Subject) -> Bool) -> [JSONValue] {
            lines.filter { isWanted($0.subject) }.map { line($0, now: now) }
        }
        let monitors = kind { if case .monitor = $0 { true } else { false } }
        return (monitors.first.map { [.init(name: "monitor", value: $0)] } ?? []) + [
            .init(name: "pipelines", value: .array(kind { if case .pipeline = $0 { true } else { false } })),
            .init(name: "consumers", value: .array(kind { if case .consumer = $0 { true } else { false } })),
        ]
    }

    /// A subject that isn't a session.
    static func line(_ line: HealthLine, now: Moment) -> JSONValue {
        subject(
            line.subject, line.judgement(now: now), since: line.since,
            [.init(name: "observedAt", value: .time(line.observedAt))] + line.facts)
    }

    /// A session.
    static func session(_ line: SessionLine, _ blindness: Reason?) -> JSONValue {
        subject(.session(line.name), line.judgement(blindness), since: line.health.since, line.health.facts)
    }

    private static func subject(
        _ subject: HealthEvents.Subject, _ judgement: Judgement, since: Moment, _ facts: [JSONValue.Member]
    ) -> JSONValue {
        .object(
            [
                .init(name: "subject", value: .string(subject.text)),
                .init(name: "verdict", value: .string(judgement.verdict.rawValue)),
                .init(name: "since", value: .time(since)),
                .init(name: "reasons", value: .array(judgement.reasons.map(\.json))),
            ] + facts)
    }
}
