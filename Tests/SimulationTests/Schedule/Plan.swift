/// What a seed makes of a run: its size, and which faults it has. Each run has some of them and not others, so that no fault always
/// hides what another would show.
struct Plan {
    let seed: UInt64
    let partitions: Int
    let lanes: Int
    let members: Int
    let batchSize: Int
    let recordsPerPartition: Int
    let isCooperative: Bool
    /// Nothing but members that come and go in good order, and conflicts: nothing may be fenced or read again.
    let isClean: Bool
    /// Partitions come and go all the time, while lanes wait for a slow database.
    let isStorm: Bool
    /// Steps before the faults stop.
    let activeSteps: Int
    /// Of 1,000 steps, so many bring a fault.
    let faultRate: Int
    let faults: [Mishap]
    /// Of 1,000 batches, so many are answered with an error.
    let errorRate: Int
    let errors: [String]
    /// Of 1,000 statements, so many meet a broken connection.
    let networkRate: Int
    /// Of 1,000 statements, so many take seconds.
    let slowRate: Int
    /// Of 1,000 steps, so many flush.
    let flushRate: Int
    /// Of 1,000 records, so many are of each kind.
    let rejected: Int
    let refused: Int
    let cursed: Int
    /// Of 1,000 records, so many have holes before them.
    let holes: Int
    /// Whether an operator lifts halts in the end.
    let liftsHalts: Bool

    static let conflicts = ["40001", "40P01", "57014"]
    static let outages = ["55P03", "57P01", "57P03", "08006", "25P03", "40003", "53300", "25006", "53100", "58030"]

    static let misconfigurations = ["42501", "28000", "3D000", "0A000"]
    static let refusals = ["22P02", "22001", "23514", "54000"]
    static let curses = ["XX000", "23503", "P0001", "23505"]

    init(_ seed: UInt64) {
        var dice = Dice(seed)
        self.seed = seed
        isClean = dice.chance(200)
        isStorm = !isClean && dice.chance(150)
        partitions = isStorm ? dice.within(2...3) : dice.within(1...3)
        lanes = isStorm ? 2 : dice.within(1...2)
        members = isStorm ? dice.within(1...2) : dice.within(1...3)
        batchSize = dice.chance(800) ? dice.within(1...8) : dice.within(16...20)
        recordsPerPartition = dice.within(4...60 / partitions)
        isCooperative = dice.chance(700)
        activeSteps = dice.within(200...1_200)
        faultRate = isStorm ? dice.within(30...80) : dice.within(2...40)
        faults = isStorm ? Mishap.storm : Self.faults(&dice, isClean: isClean)
        errorRate = dice.chance(500) ? dice.within(10...150) : 0
        errors = isClean ? Self.conflicts : Self.conflicts + Self.outages
        networkRate = isClean || dice.chance(400) ? 0 : dice.within(10...100)
        slowRate = isStorm ? 400 : dice.chance(500) ? dice.within(10...200) : 0
        flushRate = dice.pick([0, 5, 50])
        rejected = dice.chance(400) ? dice.within(20...200) : 0
        refused = dice.chance(400) ? dice.within(20...150) : 0
        cursed = dice.chance(200) ? dice.within(10...60) : 0
        holes = dice.chance(600) ? dice.within(20...300) : 0
        liftsHalts = dice.chance(500)
    }

    private static func faults(_ dice: inout Dice, isClean: Bool) -> [Mishap] {
        var chosen = Mishap.orderly.filter { _ in dice.chance(700) }
        guard !isClean else { return chosen }
        chosen += Mishap.disorderly.filter { _ in dice.chance(500) }
        if dice.chance(150) { chosen.append(dice.pick(Mishap.ofTheLog)) }
        return chosen
    }
}
