/// How much an entry matters, in swift-log's words.
///
/// `warning`: something is off and nothing is lost. `error`: somebody has to do something. `critical`: the process
/// gives up.
package enum LogLevel: String, Hashable, Sendable, CaseIterable, Comparable {
    /// Every step, for hunting a fault.
    case trace
    /// What helps a developer.
    case debug
    /// What an operator likes to see.
    case info
    /// What is rare and needs nothing done.
    case notice
    /// Something is off; nothing is lost.
    case warning
    /// Somebody has to do something.
    case error
    /// The process can't go on.
    case critical

    private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }

    /// Whether `left` matters less than `right`.
    package static func < (left: LogLevel, right: LogLevel) -> Bool { left.rank < right.rank }
}
