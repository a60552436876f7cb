internal import Service

/// A replay's progress as text.
struct ReplayText: Hashable, Sendable {
    /// What it is: `messages rebuild 3`.
    var title: String
    var prefix: String

    /// `messages rebuild 3: 412,000 of 1,000,000 events (41 %), 48,112/s, 23.1 MiB/s, 12s left`
    func line(_ progress: ReplayState, _ rate: ReplayRate) -> String {
        "\(title): \(counts(progress))\(speed(progress, rate))"
    }

    private func counts(_ progress: ReplayState) -> String {
        let percent = percent(progress.done, progress.total)
        return "\(ProgressLine.grouped(progress.done)) of \(ProgressLine.grouped(progress.total)) events (\(percent))"
    }

    private func speed(_ progress: ReplayState, _ rate: ReplayRate) -> String {
        if rate.isWaiting { return progress.fault.map { ", waits: \($0)" } ?? ", waiting" }
        guard rate.perSecond > 0 else { return "" }
        let left = rate.timeLeft.map { ", \(DurationText.format($0)) left" } ?? ""
        return
            ", \(ProgressLine.grouped(Int(rate.perSecond.rounded())))/s, \(MebibyteText.format(rate.bytesPerSecond))/s\(left)"
    }

    /// Never 100 before the end.
    private func percent(_ done: Int, _ total: Int) -> String {
        "\(total <= 0 ? 100 : Int(Double(done) / Double(total) * 100)) %"
    }

    /// The block that moves: the whole, then a line a partition, the slowest first, with a word about those that have no room.
    ///
    /// - parameter lines: for partitions at most; the last one may go to that word.
    func block(_ progress: ReplayState, _ rate: ReplayRate, width: Int, lines: Int) -> [String] {
        let whole = progress.total == 0 ? 1 : Double(progress.done) / Double(progress.total)
        let text = counts(progress) + speed(progress, rate)
        var block = [bar(DisplayWidth.printable(title), whole, text, width: width)]
        let ordered = progress.partitions.enumerated().sorted {
            ($0.element.fraction, $0.offset) < ($1.element.fraction, $1.offset)
        }.map(\.element)
        let shown = ordered.count <= lines ? ordered[...] : ordered.prefix(max(0, lines - 1))
        let names = shown.map { "  " + DisplayWidth.printable($0.name(prefix: prefix)) }
        let column = names.map { DisplayWidth.of($0) }.max() ?? 0
        for (partition, name) in zip(shown, names) {
            let padded = name + String(repeating: " ", count: column - DisplayWidth.of(name))
            block.append(bar(padded, partition.fraction, state(partition), width: width))
        }
        if shown.count < ordered.count, lines > 0 { block.append("  … and \(ordered.count - shown.count) more") }
        return block
    }

    private func state(_ partition: ReplayState.Partition) -> String {
        "\(percent(partition.done, partition.total)), \(ProgressLine.grouped(Int(partition.next))) of "
            + ProgressLine.grouped(Int(partition.limit))
    }

    /// A line with a bar; where there is no room, the bar goes first.
    private func bar(_ name: String, _ fraction: Double, _ tail: String, width: Int) -> String {
        let room = width - DisplayWidth.of(name) - DisplayWidth.of(tail) - 6
        guard room >= 6 else { return DisplayWidth.cut("\(name)  \(tail)", to: width) }
        let cells = min(24, room)
        let full = Int(fraction * Double(cells))
        return
            "\(name)  [\(String(repeating: "#", count: full))\(String(repeating: "-", count: cells - full))]  \(tail)"
    }

    /// Each partition's state, for the end of a text that doesn't move.
    func states(_ progress: ReplayState) -> [String] {
        progress.partitions.map { DisplayWidth.printable("\(title): \($0.name(prefix: prefix)) \(state($0))") }
    }
}
