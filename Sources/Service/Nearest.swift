/// Finds the name that somebody probably meant.
package enum Nearest {
    /// The candidate with the smallest edit distance to `word`, if it is near enough to be meant: a third of its
    /// length.
    package static func match(_ word: String, among candidates: some Sequence<String>) -> String? {
        let measured = candidates.map { (name: $0, distance: distance(word, $0)) }
        guard let best = measured.min(by: { ($0.distance, $0.name) < ($1.distance, $1.name) }) else { return nil }
        return best.distance <= max(1, max(word.count, best.name.count) / 3) ? best.name : nil
    }

    /// How many letters must be inserted, deleted, changed or swapped with their neighbour (optimal string alignment).
    package static func distance(_ left: String, _ right: String) -> Int {
        let (left, right) = (Array(left.unicodeScalars), Array(right.unicodeScalars))
        var before: [Int] = []
        var last = Array(0...right.count)
        for row in left.indices {
            var line = [row + 1]
            for column in right.indices {
                let change = left[row] == right[column] ? 0 : 1
                var best = min(last[column + 1] + 1, line[column] + 1, last[column] + change)
                if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
                    best = min(best, before[column - 1] + 1)
                }
                line.append(best)
            }
            (before, last) = (last, line)
        }
        return last[right.count]
    }
}
