/// Bugs that are planted around the engine, each of which the simulation must find.
struct Mutants: OptionSet, Hashable {
    let rawValue: UInt32

    /// `advance` doesn't compare the epoch.
    static let noEpochCheck = Mutants(rawValue: 1 << 0)
    /// `advance` doesn't compare the stored offset.
    static let noFromCheck = Mutants(rawValue: 1 << 1)
    /// `advance` compares without holding the row's lock: a zombie's late commit is accepted.
    static let looksWithoutLock = Mutants(rawValue: 1 << 2)
    /// A batch goes on past the row of a partition that is halted, and a claim doesn't tell.
    static let haltedGoesOn = Mutants(rawValue: 1 << 3)
    /// A claim doesn't draw a new epoch.
    static let claimKeepsEpoch = Mutants(rawValue: 1 << 4)
    /// A claim's commit isn't flushed before it is answered.
    static let claimNotFlushed = Mutants(rawValue: 1 << 5)
    /// A transaction whose answer is missing is sent again without asking the offset row.
    static let blindRetry = Mutants(rawValue: 1 << 6)
    /// A transaction whose answer is missing is taken for committed.
    static let assumesCommitted = Mutants(rawValue: 1 << 7)
    /// A revocation is answered before the lanes have let go.
    static let revokeWithoutDrain = Mutants(rawValue: 1 << 8)
    /// Dead letters are written in a transaction of their own.
    static let letterOutside = Mutants(rawValue: 1 << 9)
    /// The offset is committed first, the effects after it.
    static let offsetBeforeEffects = Mutants(rawValue: 1 << 10)
    /// The effects are committed first, the offset after them.
    static let effectsBeforeOffset = Mutants(rawValue: 1 << 11)
    /// A database without room, or that is read-only, is taken for one that refuses the record.
    static let outageIsPoison = Mutants(rawValue: 1 << 12)
    /// After a claim, fetching goes on from where the client was.
    static let keepsPosition = Mutants(rawValue: 1 << 13)
    /// `advance` is told the first record's offset instead of the stored one: there are no holes.
    static let offsetsAreDense = Mutants(rawValue: 1 << 14)
    /// When a batch is halved, its second half is taken for done.
    static let dropsSecondHalf = Mutants(rawValue: 1 << 15)
    /// A partition that is released while its transaction is made stays in the data.
    static let releasedStaysInBatch = Mutants(rawValue: 1 << 16)
    /// The record at the anchor isn't compared.
    static let anchorIsIgnored = Mutants(rawValue: 1 << 17)
    /// The log's ends aren't compared with the claimed row.
    static let guardIsOff = Mutants(rawValue: 1 << 18)
    /// An idle lane doesn't look whether its rows still say what it committed.
    static let noProbe = Mutants(rawValue: 1 << 19)
    /// What a lane says of an earlier claim is taken to be about the one that holds, and its lane keeps both.
    static let staleAnswersCount = Mutants(rawValue: 1 << 21)
    /// The log's ends are looked at before the claim, not behind it.
    static let looksBeforeClaim = Mutants(rawValue: 1 << 20)
}
