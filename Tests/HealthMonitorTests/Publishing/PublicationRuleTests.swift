import Testing

@testable import HealthMonitor

@Suite("When something is said again")
struct PublicationRuleTests {
    @Test("What changed, or was never said, is due at once")
    func changed() {
        let rule = PublicationRule()
        #expect(rule.isDue(isChanged: true, last: start, place: 0, now: start))
        #expect(rule.isDue(isChanged: false, last: nil, place: 0, now: start))
        #expect(!rule.isDue(isChanged: false, last: start, place: 0, now: start + second))
    }

    @Test(
        "Every place is due within five minutes, and not much earlier",
        arguments: [0, 1, 7, 1_000, -5, Int.max, Int.min])
    func interval(_ place: Int) {
        let rule = PublicationRule()
        #expect(rule.isDue(isChanged: false, last: start, place: place, now: start + 299 * second))
        #expect(!rule.isDue(isChanged: false, last: start, place: place, now: start + 200 * second))
    }

    @Test("Places are spread, so that not all fall due together")
    func spread() {
        let rule = PublicationRule()
        let due = (0..<1_000).filter { rule.isDue(isChanged: false, last: start, place: $0, now: start + 265 * second) }
        #expect((200...800).contains(due.count))
    }

    @Test("What was said in a future that is no more is said again")
    func clockSetBack() {
        #expect(PublicationRule().isDue(isChanged: false, last: start + minute, place: 0, now: start))
    }
}
