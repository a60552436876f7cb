/// A record of the health topic as it was read.
struct HealthRecord: Hashable, Sendable {
    /// Where it stands: `whatsapp.health/0/17`.
    let place: String
    /// Its key; nil where it has none, or none in UTF-8.
    let key: String?
    /// Its value; nil is a tombstone.
    let value: [UInt8]?
}

/// The newest record of each subject, while a topic is read from its beginning: what came before it needs no look, and a topic that
/// wasn't compacted for hours has hundreds of them.
struct HealthBacklog: Sendable {
    private var newest: [String: HealthRecord] = [:]
    private var keyless: [HealthRecord] = []
    /// How many records were read.
    private(set) var count = 0

    /// Nothing was read yet.
    init() {}

    /// Takes the next record.
    mutating func take(_ record: HealthRecord) {
        count += 1
        if let key = record.key {
            newest[key] = record
        } else if keyless.count < HealthFaults.limit {
            keyless.append(record)
        }
    }

    /// What is left of it, as a reader of the whole would have it.
    func board(seen now: Int64) -> HealthBoard {
        var board = HealthBoard()
        for record in keyless + newest.values { board.take(record, seen: now) }
        return board
    }
}
