import Testing

extension Trait where Self == ConditionTrait {
    /// A case that runs where a seed or minutes were asked for; a short run of all cases has its like already.
    static var inLongRuns: Self { .enabled(if: !FaultSettings.isBrief, "runs with --seed or --minutes") }
}
