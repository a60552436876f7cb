import Testing

@testable import HealthMonitor

@Suite("Which sessions are shown")
struct SessionQueryTests {
    private let lines = [
        sessionLine("loja-2", since: start - 5 * minute, lastEventAt: start - 9 * second),
        sessionLine("Padaria", "banned", since: start - 9 * minute, lastEventAt: start - 3 * second),
        sessionLine("loja-1", since: start - 5 * minute, lastEventAt: start - 7 * second),
        sessionLine("clinica", "failed", since: start - 2 * minute, lastEventAt: start - 8 * second),
    ]

    private func names(_ change: (inout SessionQuery) -> Void = { _ in }, at now: Moment = start) -> [String] {
        var query = SessionQuery()
        change(&query)
        return query.page(of: snapshot(lines), now: now).lines.map(\.name)
    }

    @Test("What needs a person comes first, the youngest trouble before older; equals by name")
    func attention() { #expect(names() == ["clinica", "Padaria", "loja-1", "loja-2"]) }

    @Test(
        "Other orders",
        arguments: [
            (.name, ["Padaria", "clinica", "loja-1", "loja-2"]), (.since, ["clinica", "loja-1", "loja-2", "Padaria"]),
            (.silence, ["loja-2", "clinica", "loja-1", "Padaria"]),
        ] as [(SessionQuery.Order, [String])])
    func orders(_ order: SessionQuery.Order, _ expected: [String]) { #expect(names { $0.order = order } == expected) }

    @Test(
        "The text is looked for in name, state and codes, in any case",
        arguments: [("LOJA", 2), ("padar", 1), ("banned", 1), ("fail", 1), ("x", 0), ("", 4)] as [(String, Int)])
    func text(_ text: String, _ count: Int) { #expect(names { $0.text = text }.count == count) }

    @Test("Verdicts, offset and limit")
    func parts() {
        #expect(names { $0.verdicts = [.down] } == ["clinica", "Padaria"])
        #expect(names { $0.limit = 2 } == ["clinica", "Padaria"])
        #expect(names { ($0.offset, $0.limit) = (3, 2) } == ["loja-2"])
        #expect(names { $0.offset = 9 } == [])
        #expect(names { $0.limit = 0 } == [])
        var query = SessionQuery()
        query.limit = 1
        #expect(query.page(of: snapshot(lines), now: start).matching == 4)
    }

    @Test("Where no session can be seen all of them are unknown, the worst of before first")
    func blind() {
        let later = start + 31 * second
        #expect(names({ $0.verdicts = [.ok, .down] }, at: later) == [])
        #expect(names({ $0.verdicts = [.unknown] }, at: later).count == 4)
        #expect(names(at: later).first == "clinica")
    }

    @Test("Ten thousand sessions are sorted while somebody waits")
    func many() {
        var snapshot = snapshot()
        snapshot.sessions = (0..<10_000).map { sessionLine("s\($0)", $0 % 1_000 == 0 ? "failed" : "connected") }
        var query = SessionQuery()
        query.limit = 100
        let page = query.page(of: snapshot, now: start)
        #expect(page.matching == 10_000)
        #expect(page.lines.prefix(11).map { $0.health.standing.verdict } == Array(repeating: .down, count: 10) + [.ok])
    }
}
