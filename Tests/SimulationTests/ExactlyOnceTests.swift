import Testing

@Suite("The whole engine, on one thread, under random schedules of faults")
struct ExactlyOnceTests {
    @Test("Seeds that are always the same", .enabled(if: Wishes.seed == nil))
    func always() {
        let failure = Simulation.firstFailure(0..<600)
        #expect(failure == nil, "\(failure?.description ?? "")")
    }

    @Test("Seeds that nobody tried yet", .enabled(if: Wishes.seed == nil))
    func anew() {
        let base = UInt64.random(in: 1_000_000...UInt64(UInt32.max))
        let (failure, count) = Simulation.firstFailure(from: base, within: .seconds((Wishes.minutes ?? 0.15) * 60))
        print("simulation: \(count) seeds from \(base) on")
        #expect(failure == nil, "\(failure?.description ?? "")")
    }

    @Test("The one seed that is asked for", .enabled(if: Wishes.seed != nil))
    func asked() throws {
        let seed = try #require(Wishes.seed)
        let failure = Simulation.firstFailure(CollectionOfOne(seed))
        #expect(failure == nil, "\(failure?.description ?? "")")
    }

    @Test("A seed gives the same run each time")
    func repeats() {
        for seed in UInt64(0)..<20 {
            let (first, second) = (Tracer(last: 5_000), Tracer(last: 5_000))
            _ = World(Plan(seed), mutants: [], tracer: first).run()
            _ = World(Plan(seed), mutants: [], tracer: second).run()
            #expect(first.text == second.text, "seed \(seed)")
        }
    }
}
