/// Records of a partition that arrived at a replay's limit, or behind it: kept until the limit is raised, for as long as they are few.
///
/// Bounded by `maxRecords` and `maxBytes`; what goes beyond is dropped, and the partition claimed and fetched again when it goes on.
struct Parked {
    static let maxRecords = 2_000
    static let maxBytes = 4 << 20

    private(set) var records: [StoredRecord] = []
    private var bytes = 0
    /// Whether some were dropped.
    private(set) var isOverfull = false
    /// Where the log ended when its end was last reached.
    var end: Int64?

    /// Whether what arrives must go behind what is here.
    var isInUse: Bool { isOverfull || !records.isEmpty }

    /// Whether one more has room.
    mutating func hasRoom() -> Bool {
        if records.count >= Self.maxRecords || bytes >= Self.maxBytes { isOverfull = true }
        return !isOverfull
    }

    /// Something can't be kept: whatever else is here has to be fetched again with it.
    mutating func drop() { isOverfull = true }

    /// Keeps a record.
    mutating func add(_ record: StoredRecord) {
        records.append(record)
        bytes += (record.key?.count ?? 0) + (record.value?.count ?? 0)
    }

    /// Forgets the first ones.
    mutating func remove(first count: Int) {
        records.removeFirst(count)
        bytes = records.reduce(0) { $0 + ($1.key?.count ?? 0) + ($1.value?.count ?? 0) }
    }
}
