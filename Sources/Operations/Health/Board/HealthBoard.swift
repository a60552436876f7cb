internal import HealthMonitor
internal import JSON

/// What the records of the health topic come to: a fold of them, without a clock of its own.
struct HealthBoard: Sendable {
    private enum Content: Hashable, Sendable {
        case event(HealthEvent)
        case unreadable(HealthKind, fault: String)
    }

    private struct Entry: Hashable, Sendable {
        var content: Content
        var seen: Int64
    }

    private var entries: [String: Entry] = [:]
    /// Records that nobody understood.
    private(set) var faults = HealthFaults()

    /// An empty topic.
    init() {}

    /// Takes the next record. One that can't be understood is never the end of it: what is known of its subject is old from then on.
    ///
    /// - parameter now: the time at which it was read.
    mutating func take(_ record: HealthRecord, seen now: Int64) {
        guard let key = record.key, let kind = HealthKind(subject: key) else {
            faults.add(record, "its key is no subject")
            return
        }
        guard let value = record.value else {
            entries[key] = nil
            return
        }
        do throws(HealthEvent.Fault) {
            entries[key] = Entry(content: .event(try HealthEvent(subject: key, kind: kind, value)), seen: now)
        } catch {
            faults.add(record, error.description)
            entries[key] = Entry(content: .unreadable(kind, fault: error.description), seen: now)
        }
    }

    /// The newest heartbeat that there is.
    func heartbeat(at now: Int64) -> Heartbeat {
        let all = entries.values.compactMap { heartbeat(of: $0, at: now) }
        return all.max { ($0.isFresh ? 1 : 0, $0.at) < ($1.isFresh ? 1 : 0, $1.at) } ?? Heartbeat(now: now)
    }

    private func heartbeat(of entry: Entry, at now: Int64) -> Heartbeat? {
        guard case .event(let event) = entry.content, event.kind == .monitor else { return nil }
        return Heartbeat(event, seen: entry.seen, now: now)
    }

    /// Everything as it is to be seen at `now`, what needs a person first.
    func picture(at now: Int64) -> HealthPicture {
        let heartbeat = heartbeat(at: now)
        var rows = entries.map { row($0.key, $0.value, heartbeat, now: now) }
        if heartbeat.monitor == nil, !rows.contains(where: { $0.kind == .monitor }) { rows.append(.noMonitor) }
        return HealthPicture(rows: rows.sorted(by: HealthRow.precedes), heartbeat: heartbeat, faults: faults)
    }

    private func row(_ subject: String, _ entry: Entry, _ heartbeat: Heartbeat, now: Int64) -> HealthRow {
        switch entry.content {
        case .unreadable(let kind, let fault):
            return HealthRow(
                subject: subject, kind: kind, verdict: .unknown, since: entry.seen, reasons: [], event: nil,
                fault: fault)
        case .event(let event):
            // A monitor that another took over from, and that had no time to say goodbye, is missing by itself.
            let own = self.heartbeat(of: entry, at: now) ?? heartbeat
            guard heartbeat.isFresh, own.isFresh else { return .unbelievable(event, own.isFresh ? heartbeat : own) }
            return HealthRow(
                subject: subject, kind: event.kind, verdict: event.verdict, since: event.since, reasons: event.reasons,
                event: event)
        }
    }
}

extension HealthRow {
    /// What the topic says of it may be long over, since nobody would say otherwise.
    fileprivate static func unbelievable(_ event: HealthEvent, _ heartbeat: Heartbeat) -> HealthRow {
        let codes = event.reasons.map(\.code).joined(separator: ", ")
        let last = "the last word was \(event.verdict.rawValue)" + (codes.isEmpty ? "" : " (\(codes))")
        return HealthRow(
            subject: event.subject, kind: event.kind, verdict: .unknown, since: heartbeat.missingSince,
            reasons: [HealthEvent.Reason(code: ReasonCode.noHeartbeat.rawValue, text: last, facts: [:])], event: event)
    }

    /// The row of a topic on which no monitor ever said a word, or on which the last one has said goodbye.
    fileprivate static let noMonitor = HealthRow(
        subject: "monitor/none", kind: .monitor, verdict: .unknown, since: nil,
        reasons: [
            HealthEvent.Reason(
                code: ReasonCode.noHeartbeat.rawValue, text: "no monitor is on the topic: is health-monitor running?",
                facts: [:])
        ], event: nil)
}
