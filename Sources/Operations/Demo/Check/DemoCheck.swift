internal import Dispatch
internal import Kafka
internal import Postgres
internal import Reference
internal import Synchronization

/// The check at the end: the demo's own record of the log, folded by the contract's sentences, against every row of every table.
struct DemoCheck: Sendable {
    private let log: SentLog
    private let settings: ConnectionSettings
    private let logIDs: [String: Int]

    /// A check of what `log` says against the database of `settings`.
    init(_ log: SentLog, _ settings: ConnectionSettings) throws {
        self.log = log
        self.settings = settings
        var reader = try TableReader(settings)
        logIDs = try reader.readLogIDs()
    }

    /// What one part found.
    private struct Finding: Sendable {
        var results: [Table.Name: CheckResult] = [:]
        var deadLetters = Table(.deadLetters)
        var possibleNotes = 0
    }

    /// Compares everything, on all cores.
    ///
    /// - parameter done: told of each record that was folded and compared, from any thread.
    func run(ends: [TopicPartition: Int64], done: @escaping @Sendable (Int) -> Void) throws -> CheckReport {
        let parts = CheckPart.divide(log.records, size: 10_000)
        let findings = Mutex<[Result<Finding, any Error>]>([])
        DispatchQueue.concurrentPerform(iterations: parts.count) { place in
            let records = parts[place].records(of: log.records)
            let finding = Result { try compare(parts[place], records) }
            findings.withLock { $0.append(finding) }
            done(records.count)
        }
        return try report(try findings.withLock { $0 }.map { try $0.get() }, ends)
    }

    private func compare(_ part: CheckPart, _ records: [LogRecord]) throws -> Finding {
        var reference = Reference()
        for var record in records {
            record.logID = logIDs[record.topic.rawValue] ?? 0
            reference.apply(record)
        }
        var finding = Finding()
        var reader = try TableReader(settings)
        for name in Self.tables {
            finding.results[name] = Self.compare(reference.table(name), try reader.read(name, part))
        }
        finding.deadLetters = reference.table(.deadLetters)
        finding.possibleNotes = reference.possibleConflicts.count
        return finding
    }

    private static let tables = Table.Name.allCases.filter { $0 != .deadLetters }

    private static func compare(_ expected: Table, _ actual: Table) -> CheckResult {
        var result = CheckResult(expected.name.rawValue)
        result.add(
            expected: expected.rows.count, found: actual.rows.count,
            differences: Table.difference(expected: expected, actual: actual))
        return result
    }
}

// MARK: - Together

extension DemoCheck {
    private func report(_ findings: [Finding], _ ends: [TopicPartition: Int64]) throws -> CheckReport {
        var report = CheckReport(results: [published(ends)])
        // The archive first: it is what "nothing was lost" means.
        let order = [Table.Name.archive] + Self.tables.filter { $0 != .archive }
        for name in order {
            var result = CheckResult(name.rawValue)
            for finding in findings { if let part = finding.results[name] { result.add(part) } }
            report.results.append(result)
        }
        var reader = try TableReader(settings)
        report.results.append(try deadLetters(findings, &reader))
        if let notes = try notes(findings, &reader) { report.results.append(notes) }
        return report
    }

    /// What the broker counts in each partition: whether every record is where this record of the log says.
    private func published(_ ends: [TopicPartition: Int64]) -> CheckResult {
        var result = CheckResult("records in the log")
        for partition in Set(ends.keys).union(log.counts.keys).sorted() {
            let (expected, found) = (log.counts[partition] ?? 0, ends[partition] ?? 0)
            let line = "\(partition): \(expected) were sent, the broker has \(found)"
            result.add(expected: Int(expected), found: Int(found), differences: expected == found ? [] : [line])
        }
        return result
    }

    private func deadLetters(_ findings: [Finding], _ reader: inout TableReader) throws -> CheckResult {
        var expected = Table(.deadLetters)
        for finding in findings {
            for (key, cells) in finding.deadLetters.rows { expected.insert(key + cells) }
        }
        return Self.compare(expected, try reader.readDeadLetters())
    }

    /// The contract asks for no note about an odd duplicate; it only says which may be there. Nil: none may, and none is.
    private func notes(_ findings: [Finding], _ reader: inout TableReader) throws -> CheckResult? {
        let allowed = findings.reduce(0) { $0 + $1.possibleNotes }
        let found = try reader.countNotes()
        guard allowed + found > 0 else { return nil }
        var result = CheckResult("notes on odd duplicates")
        let line = "\(found) notes, where at most \(allowed) messages have contradicting bodies"
        result.add(expected: min(found, allowed), found: found, differences: found > allowed ? [line] : [])
        return result
    }
}
