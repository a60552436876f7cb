internal import Service

extension RebuildStart {
    /// Says why nothing can be read up to where live stands.
    static func check(_ name: String, _ live: Int64, _ earliest: Int64, _ log: LogBounds) throws(OperationError) {
        if live > log.high {
            throw OperationError(
                "\(name): live stands at \(live), beyond the log's end at \(log.high); that is another log, see "
                    + "`zapline offsets show`", exitCode: .found)
        }
        if live < earliest {
            throw OperationError(
                "\(name): live stands at \(live), and archive and log begin at \(earliest): the records between were deleted "
                    + "before they were applied; `zapline offsets show` says what to do about it", exitCode: .found)
        }
    }

    /// Between the archive's end and the log's beginning there must be nothing.
    static func checkSeam(_ part: Part, _ name: String) throws(OperationError) {
        let needed = min(part.seam ?? part.limit, part.limit)
        guard let end = part.archiveEnd, end < needed else { return }
        let lack = Lack(place: name, offsets: end..<needed)
        let place = name.split(separator: " ").first ?? ""
        throw OperationError(
            "\(lack.text): the archive ends at \(end), and the log begins at \(part.seam ?? needed); to begin behind them say "
                + "--from=\(place)=\(needed)", exitCode: .found)
    }

    /// What archive and log have of a partition.
    static func extent(_ partition: StartFacts.Partition, _ log: LogBounds) -> String {
        let archive = partition.archive.map {
            $0.first < log.low ? "the archive has \($0.first) to \($0.next - 1), " : ""
        }
        let records = log.low < log.high ? "\(log.low) to \(log.high - 1)" : "nothing from \(log.low) on"
        return "\(archive ?? "")the log has \(records)"
    }
}
