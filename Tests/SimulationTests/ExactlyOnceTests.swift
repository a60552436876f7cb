import Testing

@Suite("The whole engine under random schedules")
struct ExactlyOnceTests {
    @Test("Every record has its effect once, in order, whatever comes")
    func exactlyOnce() {
        let failure = Simulation.firstFailure(0..<2_000)
        #expect(failure == nil, "\(failure?.description ?? "")")
    }
}
