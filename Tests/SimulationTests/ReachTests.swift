import Testing

@Suite("The schedules reach what they are for")
struct ReachTests {
    /// What happens somewhere in these runs, as its trace says it; a simulation that never gets there proves nothing of it.
    static let places = [
        " lost [", "release deadline", "── killServer", "settles", "failed ZP001", "failed 55P03", "failed 23514",
        "finds p", "commitsLost", " halts p", "sends probe", "is killed", "wakes", "has left",
        "1 letters", "reclaim p", "leaderChanged",
    ]

    @Test("Each of the places is come by")
    func reach() {
        var missing = Set(Self.places)
        for seed in UInt64(0)..<400 where !missing.isEmpty {
            let tracer = Tracer(last: 100_000)
            _ = World(Plan(seed), mutants: [], tracer: tracer).run()
            missing = missing.filter { !tracer.text.contains($0) }
        }
        #expect(missing == [])
    }
}
