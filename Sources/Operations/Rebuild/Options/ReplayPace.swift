internal import Glibc
internal import Pipeline
internal import Service

/// How much of the machine and the database a replay may take.
struct ReplayPace: Hashable, Sendable {
    /// Threads, 1 to 16; nil: as many as the settings say.
    var lanes: Int?
    /// Events a second over all lanes; nil: as fast as it goes.
    var maxRate: Int?

    /// Without a bound.
    init() {}

    /// Reads `--lanes` and `--max-rate`.
    init(_ invocation: Invocation) throws(UsageError) {
        if invocation.has("lanes") { lanes = try invocation.integer("lanes", in: 1...16, default: 1) }
        if invocation.has("max-rate") {
            maxRate = try invocation.integer("max-rate", in: 1...100_000_000, default: 1)
        }
    }

    /// How many threads it is: a replay has no consumer's habits, so it may take the machine.
    func lanes(_ settings: ServiceSettings) -> Int {
        lanes ?? settings.lanes ?? min(4, max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))))
    }

    /// What holds it back.
    var pacer: Pipeline.Pacer? { maxRate.map { Pipeline.Pacer(rate: $0) } }
}
