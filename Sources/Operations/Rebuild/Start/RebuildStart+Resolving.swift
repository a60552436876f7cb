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
        if offset > earliest { leavesOut = true }
        if isArchived, earliest > 0 {
            let isLate = partition.archive.map { $0.first > earliest } ?? true
            lacks.append(Lack(place: name, offsets: 0..<earliest, isLate: isLate))
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
            if let live = partition.live, live > 0 { lacks.append(Lack(place: name, offsets: 0..<live)) }
            return
        }
        // A pipeline that came later than the archive never stood anywhere in it; nobody has what came after the archive's end.
        let applied = partition.live ?? archive.next
        let limit = min(applied, archive.next)
        if archive.first > 0, limit > 0 {
            lacks.append(Lack(place: name, offsets: 0..<min(archive.first, limit), isLate: false))
        }
        var offset: Int64? = archive.first
        switch wish {
        case .earliest: break
        case .offsets(let offsets): if offsets[partition.place] != nil { offset = nil }
        case .time: offset = partition.atTime.archive
        }
        guard archive.first < limit else { return }
        guard let offset, offset < limit else {
            leavesOut = true
            return
        }
        if offset > archive.first { leavesOut = true }
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
