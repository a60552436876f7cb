package import JSON

extension HistoryBook {
    /// The days of `subjects`, as the page draws them: a letter a slot (`o`k, `u`nknown, `d`egraded, `x` down, `.` not looked at) and
    /// a figure a slot (null where not looked at). Subjects without history are left out.
    package func json(of subjects: [String], now: Moment) -> JSONValue {
        let days = subjects.compactMap { subject in
            day(of: subject, now: now).map { JSONValue.Member(name: subject, value: Self.json($0)) }
        }
        return .object([
            .init(name: "stepSeconds", value: .integer(Self.step / Span.second)),
            .init(name: "since", value: .time(since)),
            .init(name: "until", value: .time((Self.slot(now) + 1) * Self.step)),
            .init(name: "subjects", value: .object(days)),
        ])
    }

    /// One subject's day.
    static func json(_ day: [Sample]) -> JSONValue {
        [
            "verdicts": .string(String(day.map(\.letter))),
            "figures": .array(day.map { $0 == .none ? .null : .integer(Int64($0.figure)) }),
        ]
    }
}
