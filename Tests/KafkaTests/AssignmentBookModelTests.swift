import Testing

@testable import Kafka

/// What librdkafka 2.0.2 does with the calls, as far as they can fail or answer a rebalance (rdkafka_cgrp.c:3304-3600,
/// rdkafka_assignment.c:700-860).
private struct LibraryModel {
    enum Waiting { case nothing, assign, unassign }

    let isCooperative: Bool
    var assigned: Set<TopicPartition> = []
    var waiting = Waiting.nothing
    /// What the group has given us, whether we assigned it or not.
    var group: Set<TopicPartition> = []
    var mistakes: [String] = []

    mutating func perform(_ call: AssignmentBook.Call) {
        switch call {
        case .add(let offsets):
            if !isCooperative { mistakes.append("increment in an eager group") }
            if !assigned.isDisjoint(with: offsets.keys) { mistakes.append("already part of the assignment") }
            assigned.formUnion(offsets.keys)
            if waiting == .assign { waiting = .nothing }
        case .remove(let partitions):
            if !isCooperative { mistakes.append("increment in an eager group") }
            if !assigned.isSuperset(of: partitions) { mistakes.append("not in the assignment") }
            assigned.subtract(partitions)
            if waiting == .unassign { waiting = .nothing }
        case .replace(let offsets):
            if isCooperative { mistakes.append("a whole assignment in a cooperative group") }
            assigned = Set(offsets.keys)
            if waiting == .assign { waiting = .nothing }
        case .clear:
            if isCooperative { mistakes.append("a whole assignment in a cooperative group") }
            assigned = []
            if waiting == .unassign { waiting = .nothing }
        case .rebuild(let staying, let coming):
            if isCooperative { mistakes.append("a whole assignment in a cooperative group") }
            if waiting != .nothing { mistakes.append("a rebuild answers a rebalance") }
            assigned = Set(staying.keys).union(coming.keys)
        }
    }
}

/// A caller that does all that a pipeline may do, in a random order.
private struct RandomCaller {
    var library: LibraryModel
    var book = AssignmentBook()
    var random: SystemRandomNumberGenerator = .init()
    /// What the caller wants to be fetched.
    var wanted: Set<TopicPartition> = []
    /// What it took out to be fetched anew.
    var reclaiming: Set<TopicPartition> = []
    var pendingTaken: Set<TopicPartition> = []
    var pendingGiven: Set<TopicPartition> = []
    let places = (0..<6).map { TopicPartition("t", $0) }

    init(cooperative: Bool) {
        library = LibraryModel(isCooperative: cooperative)
        book.isCooperative = cooperative
    }

    mutating func some(_ set: Set<TopicPartition>) -> [TopicPartition] {
        set.filter { _ in Bool.random(using: &random) }.sorted()
    }

    mutating func perform(_ calls: [AssignmentBook.Call]) { for call in calls { library.perform(call) } }

    /// A rebalance begins, as the group's protocol has it.
    mutating func rebalance() {
        guard library.waiting == .nothing else { return }
        if library.isCooperative ? Bool.random(using: &random) : library.group.isEmpty {
            let given = some(Set(places).subtracting(library.group))
            library.waiting = .assign
            library.group.formUnion(given)
            pendingGiven = Set(given)
            book.given(given)
        } else {
            let taken = library.isCooperative ? some(library.group) : library.group.sorted()
            library.waiting = .unassign
            library.group.subtract(taken)
            pendingTaken = Set(taken)
            book.taken(taken)
        }
    }

    /// The caller answers what waits.
    mutating func answer() {
        switch library.waiting {
        case .assign:
            perform(book.assign(Dictionary(uniqueKeysWithValues: pendingGiven.map { ($0, 0) })))
            wanted.formUnion(pendingGiven)
            pendingGiven = []
        case .unassign:
            let live = pendingTaken.intersection(wanted).subtracting(reclaiming)
            perform(book.unassign(live.sorted()))
            wanted.subtract(pendingTaken)
            // What it was about to fetch anew it isn't now.
            for partition in pendingTaken.intersection(reclaiming) { perform(book.unassign([partition])) }
            reclaiming.subtract(pendingTaken)
            pendingTaken = []
        case .nothing: break
        }
    }

    /// The caller fetches partitions of its own anew: out first, in later.
    mutating func reclaim() {
        let out = some(wanted.subtracting(reclaiming).subtracting(pendingTaken))
        if !out.isEmpty, Bool.random(using: &random) {
            perform(book.unassign(out))
            reclaiming.formUnion(out)
            return
        }
        let back = some(reclaiming.subtracting(pendingTaken))
        guard !back.isEmpty else { return }
        perform(book.assign(Dictionary(uniqueKeysWithValues: back.map { ($0, 5) })))
        reclaiming.subtract(back)
    }

    /// One step, whichever.
    mutating func step() {
        switch Int.random(in: 0..<3, using: &random) {
        case 0: rebalance()
        case 1: answer()
        default: reclaim()
        }
    }
}

@Suite("Any order of rebalances and reclaims")
struct AssignmentBookModelTests {
    @Test(
        "No call fails, none answers a rebalance by mistake, and in the end all is fetched that is ours",
        arguments: [
            true, false,
        ])
    func random(cooperative: Bool) {
        for _ in 0..<300 {
            var caller = RandomCaller(cooperative: cooperative)
            for _ in 0..<60 {
                caller.step()
                #expect(
                    (caller.library.waiting != .nothing) == caller.book.isRebalancing,
                    "the group waits exactly as long as the caller doesn't answer")
                guard caller.library.mistakes.isEmpty else { break }
            }
            caller.answer()
            let back = caller.reclaiming.sorted()
            caller.perform(caller.book.assign(Dictionary(uniqueKeysWithValues: back.map { ($0, 5) })))
            #expect(caller.library.mistakes == [])
            #expect(caller.library.assigned == caller.wanted)
            #expect(Set(caller.book.current.keys) == caller.wanted)
        }
    }
}
