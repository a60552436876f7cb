import Testing

@testable import Kafka

@Suite("Which calls keep the assignment")
struct AssignmentBookTests {
    let a = TopicPartition("t", 0)
    let b = TopicPartition("t", 1)
    let c = TopicPartition("t", 2)

    func book(cooperative: Bool, holding: [TopicPartition: Int64] = [:]) -> AssignmentBook {
        var book = AssignmentBook()
        book.isCooperative = cooperative
        guard !holding.isEmpty else { return book }
        book.given(Array(holding.keys))
        _ = book.assign(holding)
        return book
    }

    @Test("What is given is added, or replaces nothing, by the group's protocol")
    func given() {
        for (cooperative, expected) in [(true, AssignmentBook.Call.add([a: 5])), (false, .replace([a: 5]))] {
            var book = book(cooperative: cooperative)
            book.given([a])
            #expect(book.isRebalancing)
            #expect(book.assign([a: 5]) == [expected])
            #expect(!book.isRebalancing && book.current == [a: 5])
        }
    }

    @Test("An empty assignment is answered too, or the group would wait for ever")
    func empty() {
        var cooperative = book(cooperative: true)
        cooperative.given([])
        #expect(cooperative.assign([:]) == [.add([:])])
        var eager = book(cooperative: false)
        eager.given([])
        #expect(eager.assign([:]) == [.replace([:])])
        #expect(eager.assign([:]) == [])
    }

    @Test("What is taken is removed, but only what is there: the call would fail as a whole")
    func taken() {
        var book = book(cooperative: true, holding: [a: 0, b: 0])
        book.taken([a, c])
        #expect(book.unassign([a, c]) == [.remove([a])])
        #expect(book.current == [b: 0])
        book.taken([c])
        #expect(book.unassign([c]) == [.remove([])])
        book.taken([b])
        #expect(book.unassign([]) == [.remove([])])
        #expect(!book.isRebalancing)
    }

    @Test("An eager revoke clears all")
    func eagerTaken() {
        var book = book(cooperative: false, holding: [a: 0, b: 0])
        book.taken([a, b])
        #expect(book.unassign([a, b]) == [.clear])
        #expect(book.current.isEmpty)
    }

    @Test("A partition fetched anew while a given waits for its answer doesn't answer it")
    func reclaimDuringGiven() {
        var book = book(cooperative: true, holding: [a: 0])
        book.given([b])
        #expect(book.unassign([a]) == [.remove([a])])
        #expect(book.assign([a: 7]) == [])
        #expect(book.isRebalancing)
        #expect(book.assign([b: 1]) == [.add([a: 7, b: 1])])
        #expect(book.current == [a: 7, b: 1])
    }

    @Test("A partition fetched anew while a taken waits for its answer doesn't answer it")
    func reclaimDuringTaken() {
        var book = book(cooperative: true, holding: [a: 0, b: 0])
        book.taken([b])
        #expect(book.unassign([a]) == [])
        #expect(book.assign([a: 7]) == [])
        #expect(book.isRebalancing)
        #expect(book.unassign([b]) == [.remove([a, b]), .add([a: 7])])
        #expect(book.current == [a: 7])
    }

    @Test("What was held back for a partition that is then taken back is forgotten")
    func heldAndTaken() {
        var book = book(cooperative: true, holding: [a: 0])
        book.given([b])
        _ = book.unassign([a])
        _ = book.assign([a: 7])
        _ = book.unassign([a])
        #expect(book.assign([b: 1]) == [.add([b: 1])])
    }

    @Test("Without a rebalance, increments where the protocol has them, and all anew where not")
    func reclaim() {
        var cooperative = book(cooperative: true, holding: [a: 0, b: 3])
        #expect(cooperative.unassign([a]) == [.remove([a])])
        #expect(cooperative.unassign([a]) == [])
        #expect(cooperative.assign([a: 9]) == [.add([a: 9])])
        var eager = book(cooperative: false, holding: [a: 0, b: 3])
        #expect(eager.unassign([a]) == [.rebuild(staying: [b: 3], coming: [:])])
        #expect(eager.assign([a: 9]) == [.rebuild(staying: [b: 3], coming: [a: 9])])
        #expect(eager.unassign([a, b]) == [.clear])
        #expect(eager.assign([a: 1]) == [.replace([a: 1])])
    }

    @Test("A partition that is there already is removed first, since adding it again would fail")
    func conflict() {
        var book = book(cooperative: true, holding: [a: 0])
        #expect(book.assign([a: 9, b: 1]) == [.remove([a]), .add([a: 9, b: 1])])
        var eager = self.book(cooperative: false, holding: [a: 0, b: 2])
        #expect(eager.assign([a: 9]) == [.rebuild(staying: [b: 2], coming: [a: 9])])
    }

    @Test("Closing accepts nothing and gives all back")
    func closing() {
        var waiting = book(cooperative: true, holding: [a: 0])
        waiting.given([b])
        #expect(waiting.answerForClosing() == [.add([:])])
        waiting.taken([a])
        #expect(waiting.answerForClosing() == [.remove([a])])
        #expect(waiting.answerForClosing() == [])
        var eager = book(cooperative: false, holding: [a: 0])
        eager.taken([a])
        #expect(eager.answerForClosing() == [.clear])
    }

    @Test("What was begun anew elsewhere begins there the next time too; what is gone stays gone")
    func begun() {
        var eager = book(cooperative: false, holding: [a: 0, b: 0])
        eager.begin(at: [b: 40, c: 7])
        #expect(eager.current == [a: 0, b: 40])
        #expect(eager.unassign([a]) == [.rebuild(staying: [b: 40], coming: [:])])
    }

    @Test("When the library drops its assignment, so does the book, and it keeps the protocol")
    func cleared() {
        var book = book(cooperative: false, holding: [a: 0])
        book.given([b])
        book.cleared()
        #expect(book.current.isEmpty && !book.isRebalancing && !book.isCooperative)
    }
}
