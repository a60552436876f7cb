internal import Events
internal import JSON
internal import Service

/// The one or two figures that a person looks for first, of a subject that is well.
enum HealthFigures {
    /// The text; empty where there is nothing to say.
    static func text(_ event: HealthEvent, at now: Int64) -> String {
        switch event.kind {
        case .session: session(event, now)
        case .monitor: monitor(event)
        case .consumer: lag(event)
        case .pipeline: event["lagRecords"] == nil ? server(event) : lag(event)
        }
    }

    private static func session(_ event: HealthEvent, _ now: Int64) -> String {
        let word = event["detail"]?.string ?? event["status"]?.string ?? ""
        guard let last = event["lastMessageAt"]?.string.flatMap({ EventTime.microseconds($0) }) else { return word }
        return word + ", a message \(age(now - last)) ago"
    }

    private static func monitor(_ event: HealthEvent) -> String {
        let sessions = event["sessions"]?.object?.reduce(Int64(0)) { $0 &+ max(0, $1.value.int64 ?? 0) }
        return (event["role"]?.string ?? "") + (sessions.map { ", watches \(count($0, "session"))" } ?? "")
    }

    private static func lag(_ event: HealthEvent) -> String {
        guard let records = event["lagRecords"]?.int64 else { return "" }
        guard records > 0 else { return "no lag" }
        return "lag \(count(records, "record"))" + (event["lagSeconds"]?.double.map { ", \(seconds($0))" } ?? "")
    }

    private static func server(_ event: HealthEvent) -> String {
        if let last = event["lastSeconds"]?.double {
            return "\(seconds(last)) from produce to row"
                + (event["p95Seconds"]?.double.map { ", 95 % within \(seconds($0))" } ?? "")
        }
        return event["roundTripSeconds"]?.double.map { "answers in \(seconds($0))" } ?? ""
    }

    private static func count(_ number: Int64, _ unit: String) -> String {
        "\(ProgressLine.grouped(Int(clamping: number))) \(unit)\(number == 1 ? "" : "s")"
    }

    /// `0.043s`, `12s`.
    private static func seconds(_ value: Double) -> String {
        guard value < 10 else { return Age.text(Int64(min(value, 1e15))) }
        let milliseconds = Int((max(0, value) * 1_000).rounded())
        let digits = String(milliseconds % 1_000)
        return "\(milliseconds / 1_000).\(String(repeating: "0", count: 3 - digits.count) + digits)s"
    }

    /// The age of something in microseconds.
    static func age(_ microseconds: Int64) -> String { Age.text(microseconds / 1_000_000) }
}
