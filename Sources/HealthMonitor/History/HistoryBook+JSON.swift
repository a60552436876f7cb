package import JSON

extension HistoryBook {
    /// The days of `subjects`, taken out of the book, so that whoever guards that is held up for no longer. Subjects without history are
    /// left out.
    package func days(of subjects: [String], now: Moment) -> HistoryDays {
        HistoryDays(
            since: since, now: now,
            days: subjects.compactMap { subject in day(of: subject, now: now).map { (subject, $0) } })
    }

    /// One subject's day.
    static func json(_ day: [Sample]) -> JSONValue {
        [
            "verdicts": .string(String(day.map(\.letter))),
            "figures": .array(day.map { $0 == .none ? .null : .integer(Int64($0.figure)) }),
        ]
    }
}

/// The days of some subjects.
package struct HistoryDays: Sendable {
    /// Since when there is history.
    let since: Moment?
    /// When they were asked for.
    let now: Moment
    let days: [(subject: String, samples: [Sample])]

    /// As the page draws them: a letter a slot (`o`k, `u`nknown, `d`egraded, `x` down, `.` not looked at) and a figure a slot (null where
    /// not looked at).
    package var json: JSONValue {
        .object([
            .init(name: "stepSeconds", value: .integer(HistoryBook.step / Span.second)),
            .init(name: "since", value: .time(since)),
            .init(name: "until", value: .time((HistoryBook.slot(now) + 1) * HistoryBook.step)),
            .init(
                name: "subjects",
                value: .object(days.map { .init(name: $0.subject, value: HistoryBook.json($0.samples)) })),
        ])
    }
}
