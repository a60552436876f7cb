import Testing

@testable import Pipeline

@Suite("A flood of dead letters keeps within its budget, and no sender takes it all")
struct LetterBudgetTests {
    static let hour: Int64 = 3_600_000_000_000

    @Test("One instance may use a quarter of the letters; the others still have theirs")
    func share() {
        var budget = LetterBudget()
        let quarter = LetterBudget.rows / LetterBudget.share
        let whole = (0..<10_000).filter { _ in budget.admit(100, instance: 7, at: 0) }.count
        #expect(whole == quarter)
        let another = budget.admit(100, instance: 8, at: 0)
        #expect(another)
    }

    @Test("All instances together have the budget, in letters and in bytes")
    func total() {
        var budget = LetterBudget()
        let letters = (0..<10_000).filter { budget.admit(10, instance: $0 % 100 + 1, at: 0) }.count
        #expect(letters == LetterBudget.rows)
        var large = LetterBudget()
        let bytes = (0..<1_000).filter { large.admit(1 << 20, instance: $0 + 1, at: 0) }.count << 20
        #expect(bytes == LetterBudget.bytes)
    }

    @Test("A letter larger than an instance's share is trimmed, and smaller ones after it are not")
    func large() {
        var budget = LetterBudget()
        let large = budget.admit(LetterBudget.bytes / LetterBudget.share + 1, instance: 1, at: 0)
        let small = budget.admit(1_000, instance: 1, at: 0)
        #expect(!large && small)
    }

    @Test("The next hour begins with a whole budget")
    func nextHour() {
        var budget = LetterBudget()
        for _ in 0..<3_000 { _ = budget.admit(1, instance: 1, at: 5) }
        let before = budget.admit(1, instance: 1, at: Self.hour)
        let after = budget.admit(1, instance: 1, at: Self.hour + 5)
        #expect(!before && after)
    }

    @Test("Instances without number don't grow the book")
    func accounts() {
        var budget = LetterBudget()
        var refused = 0
        for instance in 1...(LetterBudget.accounts + 600) where !budget.admit(1, instance: instance, at: 0) {
            refused += 1
        }
        #expect(refused == 100, "those beyond the last account share one, which has a quarter like any")
    }
}

@Suite("Thousands of failures in a row halt, where they are nobody's own")
struct FailureStreakTests {
    static func streak(_ count: Int, instances: Int) -> FailureStreak {
        var streak = FailureStreak()
        for number in 0..<count { streak.failed(number % instances) }
        return streak
    }

    @Test("Many records of many instances")
    func halts() {
        #expect(Self.streak(FailureStreak.records, instances: 16).haltReason?.contains("offsets set") == true)
    }

    @Test("One sender's rubbish never halts, nor do few records of many")
    func goesOn() {
        #expect(Self.streak(100_000, instances: 15).haltReason == nil)
        #expect(Self.streak(FailureStreak.records - 1, instances: 500).haltReason == nil)
    }

    @Test("One record that is applied begins anew")
    func success() {
        var streak = Self.streak(4_999, instances: 100)
        streak.succeeded()
        for number in 0..<4_999 { streak.failed(number) }
        #expect(streak.haltReason == nil)
        streak.failed(1)
        #expect(streak.haltReason != nil)
    }
}
