/// Runs of seeds, and what to print of one that fails.
enum Simulation {
    /// A seed that failed.
    struct Failure: CustomStringConvertible {
        let seed: UInt64
        let violation: Violation
        let trace: String

        var description: String {
            """
            seed \(seed): \(violation.kind): \(violation.detail)
            again: bash Tests/run.sh simulation --seed \(seed)
            \(trace)
            """
        }
    }

    /// Runs `seed`; what went wrong, or nil.
    static func run(_ seed: UInt64, mutants: Mutants = []) -> Violation? {
        World(Plan(seed), mutants: mutants).run()
    }

    /// Runs `seed` once more, for its trace.
    static func explain(_ seed: UInt64, _ violation: Violation, mutants: Mutants = [], lines: Int = 80) -> Failure {
        let tracer = Tracer(last: lines)
        _ = World(Plan(seed), mutants: mutants, tracer: tracer).run()
        return Failure(seed: seed, violation: violation, trace: tracer.text)
    }

    /// The first of `seeds` that fails.
    static func firstFailure(_ seeds: some Sequence<UInt64>, mutants: Mutants = []) -> Failure? {
        for seed in seeds {
            if let violation = run(seed, mutants: mutants) { return explain(seed, violation, mutants: mutants) }
        }
        return nil
    }

    /// The first seed from `base` on that fails, trying for so long; and how many were tried.
    static func firstFailure(from base: UInt64, within time: Duration) -> (Failure?, Int) {
        let end = ContinuousClock.now + time
        var seed = base
        while ContinuousClock.now < end {
            if let violation = run(seed) { return (explain(seed, violation), Int(seed - base) + 1) }
            seed += 1
        }
        return (nil, Int(seed - base))
    }
}
