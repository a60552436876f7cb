import Testing

@testable import HealthMonitor

@Suite("Who speaks while nobody can hold the lease")
struct DeputyshipTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        var epoch: Int64 = 5
        /// Seconds since the database answered, and since when the topic is read.
        var silent: Int64 = 100
        var followed: Int64? = 2
        /// Others: epoch, id, seconds since they were heard.
        var others: [(Int64, String, Int64)] = []
        let may: Bool

        var testDescription: String { name }
    }

    static let cases: [Case] = [
        Case(name: "the last holder, and nobody else", may: true),
        Case(name: "the database was there a moment ago", silent: 3, may: false),
        Case(name: "a successor may still be about to say that it is there", silent: 24, may: false),
        Case(name: "nobody else has come", silent: 25, followed: 1, may: true),
        Case(name: "the topic isn't read to its end", followed: nil, may: false),
        Case(name: "the topic was read before a successor could have spoken", silent: 26, followed: 7, may: false),
        Case(name: "the topic can't be read any more", followed: 31, may: false),
        Case(name: "cut off alone: another took the lease and is heard", others: [(6, "b", 29)], may: false),
        Case(name: "and has fallen silent", others: [(6, "b", 75)], may: true),
        Case(name: "its predecessor was heard a while ago", others: [(4, "b", 10)], may: true),
        Case(
            name: "a standby that never held a lease, while the holder is heard", epoch: 0, others: [(5, "a", 40)],
            may: false),
        Case(name: "a standby once the holder has fallen silent", epoch: 0, others: [(5, "a", 80)], may: true),
        Case(name: "two that never held one: the lesser id", epoch: 0, others: [(0, "z", 1)], may: true),
        Case(name: "two that never held one: the greater id", epoch: 0, others: [(0, "a", 1)], may: false),
        Case(name: "itself is no other", others: [(5, "m", 1)], may: true),
    ]

    @Test("One at most, and never against a monitor that holds a newer lease", arguments: cases)
    func maySpeak(_ story: Case) {
        let now: Int64 = 1_000
        func nanoseconds(_ ago: Int64) -> Int64 { (now - ago) * 1_000_000_000 }
        var heard: [String: TopicPicture.Heard] = [:]
        for (epoch, id, ago) in story.others {
            heard[id] = TopicPicture.Heard(writer: Writer(.lease, epoch: epoch, id: id), at: nanoseconds(ago))
        }
        let facts = Deputyship.Facts(
            epoch: story.epoch, answered: nanoseconds(story.silent), followed: story.followed.map(nanoseconds),
            heard: heard)
        #expect(Deputyship(id: "m").maySpeak(facts, now: nanoseconds(0)) == story.may)
    }

    @Test("A takeover is said before a deputy would speak")
    func bound() {
        #expect(Deputyship.patience >= (LeaseMachine.lifetime + .seconds(15)).components.seconds * 1_000_000_000)
    }

    @Test("What a header says comes back, also of an id with slashes; anything else is nobody's")
    func writer() {
        let writer = Writer(.deputy, epoch: 12, id: "node-1/47/11")
        #expect(writer.text == "deputy/12/node-1/47/11")
        #expect(Writer(writer.text) == writer)
        for text in ["", "lease", "lease/x/a", "king/1/a", "lease/1"] { #expect(Writer(text) == nil) }
    }

    @Test("No two voices have ids in common")
    func series() {
        let voices: [Voice] = [
            .active(epoch: 5), .active(epoch: 6), .deputy(epoch: 5, since: 1), .deputy(epoch: 5, since: 2),
        ]
        #expect(Set(voices.flatMap { [$0.series(of: "a"), $0.series(of: "b")] }).count == 6)
    }
}
