/// Rows and columns for people, as wide as the terminal at most.
package struct Table: Sendable {
    /// Where a column's text stands.
    package enum Alignment: Hashable, Sendable {
        /// Texts.
        case left
        /// Numbers.
        case right
    }

    /// A column.
    package struct Column: Hashable, Sendable {
        /// What stands above it.
        package var title: String
        /// Where its texts stand.
        package var alignment: Alignment

        /// A column.
        package init(_ title: String, _ alignment: Alignment = .left) {
            self.title = title
            self.alignment = alignment
        }
    }

    /// The columns.
    package let columns: [Column]
    private var rows: [[String]] = []

    /// A table without rows.
    package init(_ columns: [Column]) { self.columns = columns }

    /// How many rows there are.
    package var count: Int { rows.count }

    /// Adds a row; cells that are missing are empty, those too many are left out.
    package mutating func add(_ cells: [String]) {
        rows.append(columns.indices.map { $0 < cells.count ? DisplayWidth.printable(cells[$0]) : "" })
    }

    /// The text, each row one line; what doesn't fit is cut, in the widest columns first.
    package func text(width: Int = 80) -> String {
        let widths = fitted(width)
        let all = [columns.map(\.title)] + rows
        return all.map { line($0, widths) + "\n" }.joined()
    }

    private func fitted(_ width: Int) -> [Int] {
        var widths = columns.indices.map { column in
            max(DisplayWidth.of(columns[column].title), rows.map { DisplayWidth.of($0[column]) }.max() ?? 0)
        }
        var excess = widths.reduce(0, +) + 2 * max(0, columns.count - 1) - width
        while excess > 0, let widest = widths.indices.max(by: { widths[$0] < widths[$1] }), widths[widest] > 4 {
            widths[widest] -= 1
            excess -= 1
        }
        return widths
    }

    private func line(_ cells: [String], _ widths: [Int]) -> String {
        var text = ""
        for (column, cell) in cells.enumerated() {
            let cut = DisplayWidth.cut(cell, to: widths[column])
            let padding = String(repeating: " ", count: max(0, widths[column] - DisplayWidth.of(cut)))
            text += (column > 0 ? "  " : "") + (columns[column].alignment == .left ? cut + padding : padding + cut)
        }
        return String(text.reversed().drop { $0 == " " }.reversed())
    }
}
