internal import HealthMonitor
internal import Service

/// A picture as the lines of a terminal, none longer than it is wide, and not more than it is high.
struct HealthFrame: Sendable {
    let text: HealthText
    let hasColours: Bool

    /// The lines.
    func lines(
        _ picture: HealthPicture, at now: Int64, width: Int, height: Int, trouble: String? = nil
    ) -> [String] {
        var lines = head(picture, at: now, width: width, trouble: trouble)
        let remarks = text.remarks(picture.faults).prefix(max(0, height / 4)).map { DisplayWidth.cut($0, to: width) }
        let shown = picture.rows.filter(text.filter.shows)
        // The table's own head, and a line that says how many more there are.
        let room = max(0, height - lines.count - remarks.count - 2)
        let visible = shown.count <= room + 1 ? shown[...] : shown.prefix(room)
        lines += text.table(visible, at: now, width: width).map(coloured)
        if visible.count < shown.count {
            lines.append(DisplayWidth.cut("… and \(more(shown.dropFirst(visible.count)))", to: width))
        }
        return Array((lines + remarks).prefix(max(1, height)))
    }

    /// The same without an end, for what isn't drawn over.
    func whole(_ picture: HealthPicture, at now: Int64, width: Int) -> [String] {
        let shown = picture.rows.filter(text.filter.shows)
        return text.summary(picture, at: now) + [""] + text.table(shown, at: now, width: width).map(coloured)
            + text.remarks(picture.faults)
    }

    private func head(_ picture: HealthPicture, at now: Int64, width: Int, trouble: String?) -> [String] {
        let title = "\(text.topic) at \(HealthText.clock(now))"
        let summary = text.summary(picture, at: now, trouble: trouble).map { DisplayWidth.cut($0, to: width) }
        let lines = summary.map { line in
            let isAlarm = line.hasPrefix("NO HEARTBEAT") || line.hasPrefix("nothing ")
            return isAlarm ? paint(line, Self.red) : line
        }
        return [DisplayWidth.cut(title, to: width)] + lines + [""]
    }

    /// `1,180 more, the worst of them degraded`
    private func more(_ rest: ArraySlice<HealthRow>) -> String {
        let worst = rest.first?.verdict ?? .ok
        return "\(ProgressLine.grouped(rest.count)) more, "
            + (worst == .ok ? "all ok" : "the worst of them \(worst.rawValue)")
    }

    // MARK: - Colours

    private static let red = 31

    private static func colour(of verdict: Verdict) -> Int {
        switch verdict {
        case .down: red
        case .degraded: 33
        case .unknown: 35
        case .ok: 32
        }
    }

    /// The verdict at a line's beginning in its colour; everything else as it is.
    private func coloured(_ line: String) -> String {
        let word = line.prefix { $0 != " " }
        guard let verdict = Verdict(rawValue: String(word)) else { return line }
        return paint(String(word), Self.colour(of: verdict)) + line.dropFirst(word.count)
    }

    /// > ECMA-48 8.3.117: SGR, `CSI n m`; 0 is the default rendition.
    private func paint(_ text: String, _ colour: Int) -> String {
        hasColours ? "\u{1B}[\(colour)m\(text)\u{1B}[0m" : text
    }
}
