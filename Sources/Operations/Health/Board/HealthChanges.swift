/// Tells what changed from one picture to the next: verdicts and codes, not figures.
struct HealthChanges: Sendable {
    /// One change.
    struct Change: Hashable, Sendable {
        let subject: String
        /// How it stood; nil: it wasn't there.
        let before: HealthRow.Gist?
        /// How it stands; nil: it is gone.
        let row: HealthRow?
    }

    private struct Known {
        var gist: HealthRow.Gist
        var isShown: Bool
    }

    private let filter: HealthFilter
    private var known: [String: Known] = [:]

    /// Nothing was shown yet.
    ///
    /// - parameter filter: what is to be told: what begins to fit, what changes while it does, and what no longer does.
    init(_ filter: HealthFilter) { self.filter = filter }

    /// What changed since the last call, in the order of the rows; those that are gone at the end, by name.
    mutating func next(_ picture: HealthPicture) -> [Change] {
        var changes: [Change] = []
        var gone = known
        for row in picture.rows where filter.isAbout(row) {
            let before = gone.removeValue(forKey: row.subject)
            guard before?.gist != row.gist else { continue }
            let isShown = filter.shows(row)
            known[row.subject] = Known(gist: row.gist, isShown: isShown)
            if isShown || before?.isShown == true {
                changes.append(Change(subject: row.subject, before: before?.gist, row: row))
            }
        }
        for (subject, before) in gone.sorted(by: { $0.key < $1.key }) {
            known[subject] = nil
            if before.isShown { changes.append(Change(subject: subject, before: before.gist, row: nil)) }
        }
        return changes
    }
}
