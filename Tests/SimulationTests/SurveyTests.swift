import Testing
import TestSupport

@Suite("Survey")
struct SurveyTests {
    @Test func explain() {
        guard let seed = Wishes.seed else { return }
        if let violation = Simulation.run(seed) { print(Simulation.explain(seed, violation, lines: 3_000)) }
    }
    @Test func survey() {
        guard Wishes.seed == nil else { return }
        let clock = ContinuousClock()
        let began = clock.now
        var kinds: [Violation.Kind: [UInt64]] = [:]
        let base = UInt64(Wishes.minutes ?? 0)
        for seed in base..<base + 2_000 {
            if let violation = Simulation.run(seed) { kinds[violation.kind, default: []].append(seed) }
        }
        print("SURVEY took", clock.now - began)
        for (kind, seeds) in kinds { 
            print("SURVEY", kind, seeds.count, seeds.prefix(8)) 
            for seed in seeds.prefix(4) { print("   ", seed, Simulation.run(seed)?.detail ?? "") }
        }
    }
}
