/// The last lines of what happened; made only when a seed is run again to be read.
final class Tracer {
    private var lines: [String] = []
    private let limit: Int

    init(last limit: Int) { self.limit = limit }

    func add(_ line: String) {
        lines.append(line)
        if lines.count > 2 * limit { lines.removeFirst(limit) }
    }

    var text: String { lines.suffix(limit).joined(separator: "\n") }
}
