package import JSON

/// What `GET /api/health` answers: the facts of every subject, in the words of its events.
package enum HealthDocument {
    /// The document.
    package static func json(_ snapshot: HealthSnapshot, now: Moment) -> JSONValue {
        var members: [JSONValue.Member] = [
            .init(name: "observedAt", value: .time(now)),
            .init(name: "role", value: .string(snapshot.status.role.word)),
            .init(name: "knownUntil", value: .time(snapshot.status.knownUntil)),
            .init(name: "broker", value: .text(snapshot.status.broker)),
            .init(name: "database", value: .text(snapshot.status.database)),
            .init(name: "reading", value: .text(snapshot.status.reading)),
            .init(name: "publishing", value: .text(snapshot.status.publishing)),
            .init(name: "stuck", value: .text(snapshot.status.stuck)),
        ]
        if let monitor = snapshot.monitor {
            members.append(
                .init(
                    name: "monitor", value: subject("monitor/\(monitor.id)", monitor.judgement(now: now), monitor.facts)
                ))
        }
        members.append(.init(name: "pipelines", value: .array(snapshot.pipelines.map(pipeline))))
        members.append(.init(name: "consumers", value: .array(snapshot.consumers.map(consumer))))
        members.append(.init(name: "sessions", value: .array(snapshot.sessions.map(session))))
        return .object(members)
    }

    private static func pipeline(_ health: PipelineHealth) -> JSONValue {
        subject("pipeline/\(health.name)", health.judgement, health.facts)
    }

    private static func consumer(_ health: ConsumerHealth) -> JSONValue {
        subject(health.place.subject.text, health.judgement, health.facts)
    }

    private static func session(_ line: SessionLine) -> JSONValue {
        subject(
            "session/\(line.name)", line.health.judgement,
            [.init(name: "since", value: .time(line.health.since))] + line.health.facts)
    }

    private static func subject(_ name: String, _ judgement: Judgement, _ facts: [JSONValue.Member]) -> JSONValue {
        .object(
            [
                .init(name: "subject", value: .string(name)),
                .init(name: "verdict", value: .string(judgement.verdict.rawValue)),
                .init(name: "reasons", value: .array(judgement.reasons.map(\.json))),
            ] + facts)
    }
}
