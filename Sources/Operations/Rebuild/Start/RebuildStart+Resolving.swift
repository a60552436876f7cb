internal import Service

extension RebuildStart {
    /// Finds where to begin.
    ///
    /// - throws: the reason why it can't begin there, with what there is.
    init(_ wish: StartWish, _ facts: StartFacts) throws(OperationError) {
        parts = []
        guard facts.partitions.contains(where: { $0.live != nil }) else {
            throw OperationError(
                "\(facts.pipeline) has no offsets yet, so there is nothing to make again; start its consumer first",
                exitCode: .found)
        }
        if case .offsets(let offsets) = wish {
            let known = Set(facts.partitions.filter { $0.log != nil && $0.live != nil }.map(\.place))
            for place in offsets.keys.sorted() where !known.contains(place) {
                throw OperationError(
                    "--from: \(facts.pipeline) has no offset in \(place.short(prefix: facts.prefix)); "
                        + "`zapline offsets show` lists where it stands", exitCode: .found)
            }
        }
        for partition in facts.partitions {
            if let log = partition.log {
                try addCurrent(partition, log, wish, facts)
            } else {
                addEarlier(partition, wish, facts)
            }
        }
    }

    /// A partition as the log has it now, with what the archive has before that.
    private mutating func addCurrent(
        _ partition: StartFacts.Partition, _ log: LogBounds, _ wish: StartWish, _ facts: StartFacts
    ) throws(OperationError) {
        // Nobody claimed it: live has no row of it, and the rebuild must not know more than live.
        guard let live = partition.live else { return }
        let name = facts.name(partition)
        let isArchived = facts.archivedTopics.contains(partition.topic)
        let earliest = min(log.low, partition.archive?.first ?? log.low)
        try Self.check(name, live, earliest, log)

        var offset = earliest
        switch wish {
        case .earliest: break
        case .live: offset = min(live, max(earliest, partition.first ?? earliest))
        case .offsets(let offsets):
            offset = offsets[partition.place] ?? earliest
            guard (earliest...live).contains(offset) else {
                throw OperationError(
                    "--from: \(name) has no offset \(offset) to begin with: \(Self.extent(partition, log)), and live stands "
                        + "at \(live)", exitCode: .found)
            }
        case .time:
            let archived = partition.atTime.archive.flatMap { $0 < log.low ? $0 : nil }
            offset = min(live, max(earliest, archived ?? partition.atTime.log ?? live))
        }
        // What is older than where live began is no part of its history.
        if wish != .live, offset > earliest { leavesOut = true }
        if isArchived, earliest > 0 {
            lacks.append(Lack(place: name, partition, before: earliest))
        }

        var part = Part(
            topic: partition.topic, logID: partition.logID, partition: partition.partition, offset: offset,
            source: .log,
            seam: log.low, limit: live)
        if offset < log.low, offset < live {
            part.source = .archive
            part.archiveEnd = partition.archive?.next
            try Self.checkSeam(part, name)
            addSkips(partition, offset..<min(log.low, live), name)
        }
        parts.append(part)
    }

    /// A partition in a life of its topic that is over: only the archive has it.
    private mutating func addEarlier(_ partition: StartFacts.Partition, _ wish: StartWish, _ facts: StartFacts) {
        guard facts.archivedTopics.contains(partition.topic) else { return }
        let name = facts.name(partition)
        guard let archive = partition.archive else {
            if let live = partition.live, live > 0 { lacks.append(Lack(place: name, partition, before: live)) }
            return
        }
        // A pipeline that came later than the archive never stood anywhere in it; nobody has what came after the archive's end.
        let applied = partition.live ?? archive.next
        let limit = min(applied, archive.next)
        if archive.first > 0, limit > 0 {
            lacks.append(Lack(place: name, partition, before: min(archive.first, limit)))
        }
        var offset: Int64? = archive.first
        switch wish {
        case .earliest: break
        case .live: offset = max(archive.first, partition.first ?? archive.first)
        case .offsets(let offsets): if offsets[partition.place] != nil { offset = nil }
        case .time: offset = partition.atTime.archive
        }
        guard archive.first < limit else { return }
        guard let offset, offset < limit else {
            if wish != .live { leavesOut = true }
            return
        }
        if wish != .live, offset > archive.first { leavesOut = true }
        if limit < applied { lacks.append(Lack(place: name, offsets: limit..<applied)) }
        addSkips(partition, offset..<limit, name)
        parts.append(
            Part(
                topic: partition.topic, logID: partition.logID, partition: partition.partition, offset: offset,
                source: .archive, archiveEnd: archive.next, limit: limit))
    }

    private mutating func addSkips(_ partition: StartFacts.Partition, _ read: Range<Int64>, _ name: String) {
        for skip in partition.skips where skip.offsets.overlaps(read) {
            lacks.append(Lack(place: name, offsets: skip.offsets.clamped(to: read), audit: skip.audit))
        }
    }
}

extension RebuildStart.Lack {
    /// Records before the first that there is: live knew them where it began before that, or where nobody can say when it did.
    ///
    /// - parameter earliest: the first that there is, greater than 0.
    init(place: String, _ partition: StartFacts.Partition, before earliest: Int64) {
        guard let first = partition.first, first < earliest else {
            self.init(place: place, offsets: 0..<earliest, isLate: partition.first == nil)
            return
        }
        self.init(place: place, offsets: first..<earliest)
    }
}
