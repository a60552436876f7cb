internal import Service

extension CheckReport {
    /// The table of results, and the differences below it.
    func text(_ screen: DemoScreen) -> String {
        var table = Table([.init("WHAT"), .init("EXPECTED", .right), .init("FOUND", .right), .init("VERDICT")])
        for result in results {
            table.add([
                result.what, ProgressLine.grouped(result.expected), ProgressLine.grouped(result.found), result.verdict,
            ])
        }
        let lines = table.text(width: screen.width).split(separator: "\n").map(String.init)
        let rows = zip(lines.dropFirst(), results).map { Self.coloured($0, $1, screen) }
        return (lines.prefix(1) + rows + results.flatMap { named($0, screen) }).joined(separator: "\n")
    }

    private func named(_ result: CheckResult, _ screen: DemoScreen) -> [String] {
        guard !result.differences.isEmpty else { return [] }
        let lines = result.differences.flatMap {
            TextWrap.wrap(DisplayWidth.printable($0), width: screen.width, first: "  - ", rest: "    ")
        }
        let more = result.differenceCount - result.differences.count
        return ["", "\(result.what):"] + lines + (more > 0 ? ["  … and \(ProgressLine.grouped(more)) more"] : [])
    }

    private static func coloured(_ line: String, _ result: CheckResult, _ screen: DemoScreen) -> String {
        guard line.hasSuffix(result.verdict) else { return line }
        return line.dropLast(result.verdict.count) + screen.coloured(result.verdict, isGood: result.isEqual)
    }
}

extension CheckResult {
    fileprivate var verdict: String {
        if isEqual { return "equal" }
        let count = max(differenceCount, 1)
        return "\(ProgressLine.grouped(count)) \(count == 1 ? "difference" : "differences")"
    }
}
