/// What `contract check` found, counted: how much was looked at, and each kind of fault once.
struct ContractReport: Hashable, Sendable {
    /// How a topic's records came.
    struct Tally: Hashable, Sendable {
        var records = 0
        var structured = 0
        var binary = 0
        var tombstones = 0
        /// Records that the consumers put to the dead letters.
        var poison = 0
        /// Records that break the contract in any way that isn't a mere note.
        var broken = 0
    }

    /// What records share that are counted together.
    struct Kind: Hashable, Sendable {
        var topic: ContractTopic
        var type: String?
        var fault: ContractFault
    }

    /// How often, where first, and who.
    struct Count: Hashable, Sendable {
        var records = 0
        /// Where one stands: the first that was read.
        var first: RecordPlace
        /// Who sent them, the first few.
        var sources: [String] = []
    }

    /// No more kinds than these are told apart: types are whatever producers write.
    static let kindLimit = 1_000
    private static let sourceLimit = 3

    /// The topics that were looked at, with how many partitions have something to look at.
    private(set) var tallies: [ContractTopic: Tally] = [:]
    private(set) var kinds: [Kind: Count] = [:]
    /// Records of kinds beyond the limit.
    private(set) var uncounted = 0
    /// What was not looked at, and why.
    var remarks: [String] = []
    /// Whether somebody stopped it before its end.
    var isStopped = false

    /// Nothing was read of these topics yet.
    init(_ topics: [ContractTopic]) {
        for topic in topics { tallies[topic] = Tally() }
    }

    /// Counts a record.
    mutating func add(_ verdict: RecordVerdict, on topic: ContractTopic, at place: RecordPlace) {
        tallies[topic, default: Tally()].add(verdict)
        for fault in verdict.faults {
            let kind = Kind(topic: topic, type: verdict.type, fault: fault)
            guard kinds[kind] != nil || kinds.count < Self.kindLimit else {
                uncounted += 1
                continue
            }
            kinds[kind, default: Count(first: place)].add(verdict.source, limit: Self.sourceLimit)
        }
    }

    /// The kinds, what is worst first, then what is most frequent.
    var ordered: [(kind: Kind, count: Count)] {
        kinds.map { ($0.key, $0.value) }.sorted { left, right in
            let (first, second) = (Self.rank(left.kind), Self.rank(right.kind))
            if first != second { return first < second }
            if left.count.records != right.count.records { return left.count.records > right.count.records }
            return Self.text(left.kind) < Self.text(right.kind)
        }
    }

    private static func rank(_ kind: Kind) -> Int {
        ContractFault.Effect.allCases.firstIndex(of: kind.fault.effect) ?? 0
    }

    private static func text(_ kind: Kind) -> String {
        "\(kind.topic.rawValue) \(kind.fault.name) \(kind.type ?? "") \(kind.fault.detail)"
    }

    /// Whether a record breaks the contract.
    var isBroken: Bool { tallies.values.contains { $0.broken > 0 } }

    /// All topics' tallies in one.
    var total: Tally {
        tallies.values.reduce(into: Tally()) { sum, tally in
            sum.records += tally.records
            sum.structured += tally.structured
            sum.binary += tally.binary
            sum.tombstones += tally.tombstones
            sum.poison += tally.poison
            sum.broken += tally.broken
        }
    }
}

extension ContractReport.Tally {
    fileprivate mutating func add(_ verdict: RecordVerdict) {
        records += 1
        switch verdict.mode {
        case .structured: structured += 1
        case .binary: binary += 1
        case nil: if verdict.isTombstone { tombstones += 1 }
        }
        if verdict.isPoison { poison += 1 }
        if verdict.isPoison || verdict.faults.contains(where: { $0.effect != .note }) { broken += 1 }
    }
}

extension ContractReport.Count {
    fileprivate mutating func add(_ source: String?, limit: Int) {
        records += 1
        if let source, sources.count < limit, !sources.contains(source) { sources.append(source) }
    }
}
