/// Records that nobody understands: how many, and where some of them stand.
struct HealthFaults: Hashable, Sendable {
    /// How many are named.
    static let limit = 5

    /// How many there were.
    private(set) var count = 0
    /// The newest of them, with what is wrong.
    private(set) var named: [String] = []

    /// Takes note of one.
    mutating func add(_ record: HealthRecord, _ fault: String) {
        count += 1
        named.append("\(record.place): \(fault)")
        if named.count > Self.limit { named.removeFirst() }
    }
}
