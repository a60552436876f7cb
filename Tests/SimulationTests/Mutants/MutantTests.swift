import Testing

@Suite("The simulation finds bugs that are planted")
struct MutantTests {
    /// A planted bug, what it must be found by, and within how many seeds.
    struct Case: CustomTestStringConvertible {
        let name: String
        let mutants: Mutants
        let kinds: Set<Violation.Kind>
        let seeds: UInt64

        var testDescription: String { name }

        init(_ name: String, _ mutants: Mutants, _ kinds: Set<Violation.Kind>, within seeds: UInt64 = 1_000) {
            (self.name, self.mutants, self.kinds, self.seeds) = (name, mutants, kinds, seeds)
        }
    }

    static let planted: [Case] = [
        Case("advance without a look at the epoch", .noEpochCheck, [.staleOwner]),
        Case("advance without a look at the stored offset", .noFromCheck, [.repeated, .lost]),
        Case(
            "advance that looks without a lock: a zombie's late commit is accepted", .looksWithoutLock,
            [.staleOwner, .repeated]),
        Case("a halted partition that advances", .haltedGoesOn, [.haltedGoesOn]),
        Case("a claim that keeps the epoch", .claimKeepsEpoch, [.staleOwner]),
        Case(
            "a claim that is not flushed", .claimNotFlushed, [.staleOwner, .haltWithoutReason, .lost, .repeated],
            within: 5_000),
        Case(
            "an unknown commit sent again without settling, on a store that compares nothing",
            [.blindRetry, .noFromCheck], [.repeated]),
        Case("an unknown commit sent again without settling: its own old session holds the row", .blindRetry, [.stuck]),
        Case("an unknown commit taken for done", .assumesCommitted, [.stuck]),
        Case(
            "an unknown commit taken for done, on a store that compares nothing",
            [.assumesCommitted, .noFromCheck], [.lost, .repeated]),
        Case("a revocation that doesn't drain", .revokeWithoutDrain, [.uncleanHandover]),
        Case("a dead letter outside the transaction", .letterOutside, [.wrongLetter]),
        Case("the offset before the effects", .offsetBeforeEffects, [.lost]),
        Case("the effects before the offset", .effectsBeforeOffset, [.repeated]),
        Case("an outage taken for poison", .outageIsPoison, [.wrongLetter, .haltWithoutReason]),
        Case("a fetch that goes on where it was", .keepsPosition, [.lost]),
        Case("offsets taken for dense", .offsetsAreDense, [.stuck]),
        Case("a bisect that drops its second half", .dropsSecondHalf, [.lost]),
        Case("a released partition that stays in the batch", .releasedStaysInBatch, [.repeated]),
        Case("an anchor that isn't compared", .anchorIsIgnored, [.anotherLog]),
        Case("a late answer of a lane that counts for the claim of now", .staleAnswersCount, [.lost], within: 4_000),
        Case("nobody looks after idle partitions", .noProbe, [.stuck]),
        Case("a log whose ends are looked at before the claim", .looksBeforeClaim, [.haltWithoutReason], within: 4_000),
        Case("a log whose ends aren't compared", .guardIsOff, [.anotherLog, .lost, .stuck]),
    ]

    @Test("Each is found, and by what it does", arguments: planted)
    func found(planted: Case) {
        let failure = (0..<planted.seeds).lazy.compactMap { seed in
            Simulation.run(seed, mutants: planted.mutants).map { (seed, $0) }
        }.first { planted.kinds.contains($0.1.kind) }
        #expect(failure != nil, "\(planted.name) stays hidden for \(planted.seeds) seeds")
        if let failure { print("MUTANT", planted.name, failure.0, failure.1.kind, failure.1.detail) }
    }

    @Test(
        "Sending again blindly can't repeat anything as long as the store compares: the second commit finds the offset moved"
    )
    func blindRetry() {
        let kinds = Set((UInt64(0)..<300).compactMap { Simulation.run($0, mutants: .blindRetry)?.kind })
        #expect(kinds.isSubset(of: [.stuck]))
    }
}
