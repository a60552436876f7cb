/// What to measure, and how much of it.
struct Options {
    /// What is measured where nothing is named.
    static let usual = [
        "archive", "messages", "status", "rebuild-archive", "rebuild-messages", "rebuild-status", "latency",
    ]
    /// Every part there is.
    static let known = usual + alone
    /// Parts that are measured only where they are named: each takes minutes and a machine of its own.
    static let alone = ["replay-under-load", "monitor-sessions"]

    /// The parts to run.
    var parts = Set(usual)
    /// Events in each topic.
    var events = 500_000
    /// Whether that was asked for.
    var hasEvents = false
    /// Runs of each, of which the median counts.
    var rounds = 3
    /// Events a second where delay is measured.
    var rate = 2_000
    /// Whether that was asked for.
    var hasRate = false
    /// Threads of a rebuild; nil: its default.
    var lanes: Int?
    /// Events a second that a rebuild may take beside other load; nil: all that it can.
    var maxRate: Int?

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
            case "--events": (events, hasEvents) = (number, true)
            case "--rounds": rounds = number
            case "--rate": (rate, hasRate) = (number, true)
            case "--lanes": lanes = number
            case "--max-rate": maxRate = number
            default: return nil
            }
        }
        if !named.isEmpty { parts = named }
    }

    /// Whether anything is measured against the yardstick.
    var measuresThroughput: Bool { !parts.isSubset(of: ["latency"] + Self.alone) }

    /// Whether a pipeline is to be measured, as it runs or as it is rebuilt.
    func needs(_ pipeline: String) -> Bool { parts.contains(pipeline) || rebuilds(pipeline) }

    /// Whether its rebuild is.
    func rebuilds(_ pipeline: String) -> Bool { parts.contains("rebuild-\(pipeline)") }
}
