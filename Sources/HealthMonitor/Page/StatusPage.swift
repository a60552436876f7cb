import Bytes
import Events
import Kafka

/// The page at `/`: plain HTML, without scripts or anything from elsewhere.
package enum StatusPage {
    /// Sessions that are well and shown by name; the rest of them is only counted, so that a page of ten thousand stays readable.
    private static let wellShown = 200

    /// The page.
    package static func html(_ snapshot: HealthSnapshot, now: Moment) -> String {
        """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta http-equiv="refresh" content="10">
        <title>Zapline health</title>
        <style>\(style)</style>
        </head>
        <body>
        <h1>Zapline health</h1>
        \(head(snapshot, now: now))
        <h2>Sessions</h2>
        \(sessions(snapshot.sessions))
        <h2>Consumers</h2>
        \(consumers(snapshot.consumers))
        </body>
        </html>
        """
    }

    private static let style = """
        :root{color-scheme:light dark;font:16px/1.4 system-ui,sans-serif}body{max-width:70rem;margin:1rem auto;padding:0 1rem}\
        table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.25rem .75rem .25rem 0;border-bottom:1px solid #8885}\
        td.n{text-align:right;font-variant-numeric:tabular-nums}.scroll{overflow-x:auto}.v{font-weight:600}
        """

    private static func head(_ snapshot: HealthSnapshot, now: Moment) -> String {
        var lines: [String] = []
        switch snapshot.status.role {
        case .active: lines.append("This monitor is active.")
        case .standby(let holder):
            lines.append("This monitor stands by; " + (holder.map { "\($0) is active." } ?? "no active one is known."))
        }
        if case .active = snapshot.status.role {
            lines.append(
                snapshot.status.knownUntil.map { "Known until \(EventTime.text($0))." }
                    ?? "Still reading what is there.")
        }
        if let fault = snapshot.status.broker { lines.append("Broker: \(fault)") }
        if let fault = snapshot.status.database { lines.append("Database: \(fault)") }
        if let fault = snapshot.status.stuck { lines.append("It stands still, and what stands here is old: \(fault)") }
        if let fault = snapshot.status.reading { lines.append("Reading: \(fault)") }
        if let fault = snapshot.status.publishing { lines.append("Publishing: \(fault)") }
        return
            "<p>\(lines.map(escape).joined(separator: "<br>"))</p>\n<p>At \(EventTime.text(now)), anew every ten seconds.</p>"
    }

    // MARK: - Sessions

    private static func sessions(_ lines: [SessionLine]) -> String {
        guard !lines.isEmpty else { return "<p>None yet.</p>" }
        return Verdict.allCases.sorted(by: >).map { verdict in
            let group = lines.filter { $0.health.standing.verdict == verdict }.sorted { $0.name < $1.name }
            let shown = verdict == .ok ? Array(group.prefix(wellShown)) : group
            let rest = group.count > shown.count ? "<p>… and \(group.count - shown.count) more.</p>" : ""
            return "<h3>\(verdict.rawValue): \(group.count)</h3>\n" + (shown.isEmpty ? "" : table(shown)) + rest
        }.joined(separator: "\n")
    }

    private static func table(_ lines: [SessionLine]) -> String {
        let rows = lines.map { line in
            let health = line.health
            let cells = [
                line.name, health.detail?.word.string ?? "–", health.judgement.reasons.first?.text ?? "",
                text(health.since),
                text(health.lastEventAt), text(health.lastMessageAt),
            ]
            return "<tr>\(cells.map { "<td>\(escape($0))</td>" }.joined())</tr>"
        }
        return table(["Session", "State", "Why", "Since", "Last event", "Last message"], rows)
    }

    // MARK: - Consumers

    private static func consumers(_ consumers: [ConsumerHealth]) -> String {
        guard !consumers.isEmpty else { return "<p>None yet.</p>" }
        let rows = consumers.sorted { ($1.judgement.verdict, $0.place) < ($0.judgement.verdict, $1.place) }.map {
            consumer in
            let place = consumer.place
            return "<tr><td>\(escape(place.pipeline))</td><td>\(escape(place.partition.description))</td>"
                + "<td class=\"v\">\(consumer.judgement.verdict.rawValue)</td>"
                + "<td class=\"n\">\(consumer.lagRecords.map { "\($0)" } ?? "?")</td>"
                + "<td class=\"n\">\(consumer.lagSeconds.map { "\(Int64(min($0.rounded(), 1e15))) s" } ?? "?")</td>"
                + "<td>\(escape(consumer.judgement.reasons.first?.text ?? ""))</td></tr>"
        }
        return table(["Pipeline", "Partition", "Verdict", "Lag", "Age", "Why"], rows)
    }

    private static func table(_ titles: [String], _ rows: [String]) -> String {
        let head = titles.map { "<th scope=\"col\">\($0)</th>" }.joined()
        return
            "<div class=\"scroll\"><table><thead><tr>\(head)</tr></thead>\n<tbody>\(rows.joined(separator: "\n"))</tbody></table></div>"
    }

    private static func text(_ moment: Moment?) -> String { moment.map { EventTime.text($0) } ?? "–" }

    /// Names and reasons come from gateways: none of them may end up as markup.
    static func escape(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
