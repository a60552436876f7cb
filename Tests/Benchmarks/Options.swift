/// What to measure, and how much of it.
struct Options {
    /// Every part there is.
    static let known = ["archive", "messages", "status", "latency"]

    /// The parts to run.
    var parts = Set(known)
    /// Events in each topic.
    var events = 500_000
    /// Runs of each, of which the median counts.
    var rounds = 3
    /// Events a second where delay is measured.
    var rate = 2_000

    /// Reads the command line; nil where it can't be understood.
    init?(_ arguments: ArraySlice<String>) {
        var rest = arguments
        var named: Set<String> = []
        while let word = rest.popFirst() {
            if Self.known.contains(word) {
                named.insert(word)
                continue
            }
            guard let number = rest.popFirst().flatMap({ Int($0) }), number > 0 else { return nil }
            switch word {
            case "--events": events = number
            case "--rounds": rounds = number
            case "--rate": rate = number
            default: return nil
            }
        }
        if !named.isEmpty { parts = named }
    }

    /// Whether anything is measured against the yardstick.
    var measuresThroughput: Bool { parts != ["latency"] }
}
