/// How a program ended, for scripts and supervisors.
package enum ExitCode: Int32, Hashable, Sendable, CaseIterable {
    /// Done.
    case done = 0
    /// Done, and something was found: drift, differences, a red verdict.
    case found = 1
    /// Bad usage.
    case usage = 64
    /// A needed server is not there, where waiting makes no sense.
    case unavailable = 69
    /// A fault of ours.
    case internalFault = 70
    /// Bad configuration.
    case configuration = 78

    /// What it means, for `--help`.
    package var meaning: String {
        switch self {
        case .done: "done"
        case .found: "done, and something was found (drift, differences, a red verdict)"
        case .usage: "bad usage"
        case .unavailable: "a needed server is not there"
        case .internalFault: "internal fault"
        case .configuration: "bad configuration; all problems are listed at once"
        }
    }
}
