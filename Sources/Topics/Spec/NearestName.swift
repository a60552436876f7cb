/// Finds what somebody meant who wrote `name`.
enum NearestName {
    /// The nearest of `known`, where it is near enough to be meant: a third of the name may differ.
    static func of(_ name: String, among known: some Sequence<String>) -> String? {
        // Longer than any name of ours: not a slip, and the distance costs the product of the lengths.
        guard name.utf8.count <= 64 else { return nil }
        let best = known.map { (distance: distance(name.lowercased(), $0.lowercased()), name: $0) }
            .min { ($0.distance, $0.name) < ($1.distance, $1.name) }
        guard let best, best.distance <= max(2, best.name.count / 3) else { return nil }
        return best.name
    }

    /// "; did you mean `x`?", or the known names where none is near.
    static func hint(for name: String, among known: [String]) -> String {
        if let nearest = of(name, among: known) { return "; did you mean `\(nearest)`?" }
        return known.count <= 8 ? "; there is " + known.map { "`\($0)`" }.joined(separator: ", ") : ""
    }

    /// Levenshtein's distance, one row at a time.
    private static func distance(_ left: String, _ right: String) -> Int {
        let (left, right) = (Array(left), Array(right))
        var row = Array(0...right.count)
        for (i, character) in left.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for (j, other) in right.enumerated() {
                let substituted = diagonal + (character == other ? 0 : 1)
                diagonal = row[j + 1]
                row[j + 1] = min(substituted, row[j] + 1, row[j + 1] + 1)
            }
        }
        return row[right.count]
    }
}
