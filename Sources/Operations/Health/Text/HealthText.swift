internal import Events
internal import HealthMonitor
internal import Service

/// A picture as text for people: two lines of summary, and a table.
struct HealthText: Sendable {
    /// What the topics' names begin with: left out in the table, so that a partition's number has room.
    let prefix: String
    /// The topic's name.
    let topic: String
    /// What was asked for.
    let filter: HealthFilter

    // MARK: - Summary

    /// How it stands as a whole: the heartbeat, which everything else hangs on, then how many there are of each verdict.
    ///
    /// - parameter trouble: why nothing new comes, where that is so.
    func summary(_ picture: HealthPicture, at now: Int64, trouble: String? = nil) -> [String] {
        var lines = [heartbeat(picture.heartbeat, at: now), counts(picture)]
        if let trouble { lines.append("nothing new can be read: \(trouble)") }
        let missing = filter.missing(in: picture.rows)
        if !missing.isEmpty { lines.append("nothing on the topic is called \(missing.joined(separator: ", "))") }
        return lines.map { DisplayWidth.printable($0) }
    }

    /// `heartbeat 4s ago from monitor/zap-1/812`
    func heartbeat(_ heartbeat: Heartbeat, at now: Int64) -> String {
        guard let monitor = heartbeat.monitor else {
            return "NO HEARTBEAT: no monitor is on \(topic); is health-monitor running?"
        }
        if heartbeat.isOfAnotherClock {
            return "NO HEARTBEAT to go by: the clock of \(monitor) is ahead of ours; nothing here can be believed"
        }
        let age = HealthFigures.age(heartbeat.age)
        return heartbeat.isFresh
            ? "heartbeat \(age) ago from \(monitor)"
            : "NO HEARTBEAT for \(age), the last from \(monitor); nothing here can be believed"
    }

    /// `1 down, 2 degraded, 0 unknown, 1,204 ok`, of all that was asked for.
    func counts(_ picture: HealthPicture) -> String {
        let rows = picture.rows.filter(filter.isAbout)
        let parts = Verdict.allCases.sorted(by: >).map { verdict in
            "\(ProgressLine.grouped(rows.count { $0.verdict == verdict })) \(verdict.rawValue)"
        }
        return parts.joined(separator: ", ")
    }

    /// What is to be said below the table, each on a line of its own.
    func remarks(_ faults: HealthFaults) -> [String] {
        guard faults.count > 0 else { return [] }
        let what = faults.count == 1 ? "1 record is no health event" : "\(faults.count) records are no health events"
        return
            ([what + (faults.count > faults.named.count ? ", the newest of them:" : ":")]
            + faults.named.map { "  \($0)" })
            .map { DisplayWidth.printable($0) }
    }

    // MARK: - Table

    /// The table's lines, its head the first.
    func table(_ rows: some Sequence<HealthRow>, at now: Int64, width: Int) -> [String] {
        var table = Table([.init("VERDICT"), .init("SINCE", .right), .init("SUBJECT"), .init("WHY")])
        for row in rows {
            table.add([
                row.verdict.rawValue, row.since.map { HealthFigures.age(now - $0) } ?? "-", subject(row.subject),
                why(row, at: now),
            ])
        }
        return table.text(width: width).split(separator: "\n").map(String.init)
    }

    /// A subject without the topics' prefix.
    func subject(_ name: String) -> String {
        guard name.hasPrefix("consumer/") else { return name }
        return name.split(separator: "/", omittingEmptySubsequences: false).map { part in
            part.hasPrefix(prefix) && part.count > prefix.count ? part.dropFirst(prefix.count) : part
        }.joined(separator: "/")
    }

    /// Every code, and what the gravest says; of what is well its figures.
    func why(_ row: HealthRow, at now: Int64) -> String {
        if let fault = row.fault { return "its newest record can't be read: \(fault)" }
        guard let first = row.reasons.first else { return row.event.map { HealthFigures.text($0, at: now) } ?? "" }
        let codes = row.reasons.map(\.code).joined(separator: ", ")
        return first.text.isEmpty ? codes : "\(codes): \(first.text)"
    }

    /// A change as one line: `10:02:03Z ok → down session/loja-centro banned: …`
    func line(_ change: HealthChanges.Change, at now: Int64) -> String {
        let before = change.before.map { "\($0.verdict.rawValue) → " } ?? ""
        let after = change.row?.verdict.rawValue ?? "gone"
        let why = change.row.map { self.why($0, at: now) } ?? ""
        let text = "\(Self.clock(now))  \(before)\(after)  \(subject(change.subject))" + (why.isEmpty ? "" : "  \(why)")
        return DisplayWidth.printable(text)
    }

    /// `10:02:03Z`
    static func clock(_ now: Int64) -> String {
        String(EventTime.text(now - (now % 1_000_000 + 1_000_000) % 1_000_000).dropFirst(11))
    }
}
