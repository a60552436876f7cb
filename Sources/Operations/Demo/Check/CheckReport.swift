/// What a comparison found.
struct CheckResult: Hashable, Sendable {
    /// What was compared.
    var what: String
    /// How many rows there must be.
    var expected = 0
    /// How many there are.
    var found = 0
    /// How many differences there are.
    var differenceCount = 0
    /// The first of them.
    private(set) var differences: [String] = []

    /// How many are kept to be shown.
    static let kept = 10

    /// Nothing was compared yet.
    init(_ what: String) { self.what = what }

    /// Whether all is as it must be.
    var isEqual: Bool { differenceCount == 0 && expected == found }

    /// Adds what a part of it found.
    mutating func add(expected: Int, found: Int, differences: [String]) {
        self.expected += expected
        self.found += found
        differenceCount += differences.count
        self.differences += differences.prefix(max(0, Self.kept - self.differences.count))
    }

    /// Adds the results of another part of the same comparison.
    mutating func add(_ other: CheckResult) {
        add(expected: other.expected, found: other.found, differences: other.differences)
        differenceCount += other.differenceCount - other.differences.count
    }
}

/// All comparisons of a demo.
struct CheckReport: Hashable, Sendable {
    /// One for each thing compared, in the order in which they are shown.
    var results: [CheckResult] = []

    /// Whether all is as it must be.
    var isEqual: Bool { !results.isEmpty && results.allSatisfy(\.isEqual) }

    /// How many rows were compared.
    var rowCount: Int { results.reduce(0) { $0 + $1.expected } }

    /// How many differences there are.
    var differenceCount: Int { results.reduce(0) { $0 + $1.differenceCount } }
}
