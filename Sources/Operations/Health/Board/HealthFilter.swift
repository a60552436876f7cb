internal import HealthMonitor
internal import Service

/// Which subjects are to be seen.
struct HealthFilter: Hashable, Sendable {
    /// Their kinds; empty: all.
    var kinds: Set<HealthKind> = []
    /// Their verdicts; empty: all.
    var verdicts: Set<Verdict> = []
    /// Their names, as patterns; empty: all.
    var subjects: [SubjectPattern] = []
    /// A code that one of their reasons has; empty: any or none.
    var reasons: Set<String> = []

    /// Everything.
    init() {}

    /// Reads `--kind`, `--verdict`, `--subject` and `--reason`; the words were checked by the parser.
    init(_ invocation: Invocation) {
        kinds = Set(invocation.all("kind").compactMap { HealthKind(rawValue: $0) })
        verdicts = Set(invocation.all("verdict").compactMap { Verdict(rawValue: $0) })
        subjects = invocation.all("subject").map { SubjectPattern($0) }
        reasons = Set(invocation.all("reason"))
    }

    /// Whether it was asked for, however it stands.
    func isAbout(_ row: HealthRow) -> Bool {
        (kinds.isEmpty || kinds.contains(row.kind))
            && (subjects.isEmpty || subjects.contains { $0.matches(row.subject) })
    }

    /// Whether a row is to be seen.
    func shows(_ row: HealthRow) -> Bool {
        isAbout(row) && (verdicts.isEmpty || verdicts.contains(row.verdict))
            && (reasons.isEmpty || row.reasons.contains { reasons.contains($0.code) })
    }

    /// The names that were asked for and that nothing on the topic has.
    func missing(in rows: [HealthRow]) -> [String] {
        subjects.filter { pattern in !rows.contains { pattern.matches($0.subject) } }.map(\.text)
    }
}

/// A name in which `*` stands for anything, a `/` too, and `?` for one character.
struct SubjectPattern: Hashable, Sendable {
    let text: String
    private let characters: [Character]

    init(_ text: String) {
        self.text = text
        characters = Array(text)
    }

    /// Whether the whole name fits. At most as many steps as both lengths multiplied.
    func matches(_ name: String) -> Bool {
        let name = Array(name)
        var (place, at) = (0, 0)
        var star: (place: Int, at: Int)?
        while at < name.count {
            if place < characters.count, characters[place] == "*" {
                star = (place, at)
                place += 1
            } else if place < characters.count, characters[place] == "?" || characters[place] == name[at] {
                (place, at) = (place + 1, at + 1)
            } else if let last = star {
                star = (last.place, last.at + 1)
                (place, at) = (last.place + 1, last.at + 1)
            } else {
                return false
            }
        }
        return characters[place...].allSatisfy { $0 == "*" }
    }
}
