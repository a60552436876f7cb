extension Tables {
    /// Where two sets of tables differ, a line each: a row that is missing, one that is too many, a column that differs.
    ///
    /// At most `limit` lines, and one more that counts the rest; empty where they are equal. Only `names` are compared.
    package static func difference(
        expected: Tables, actual: Tables, in names: [Table.Name] = Table.Name.allCases, limit: Int = 50
    ) -> [String] {
        let lines = names.flatMap { Table.difference(expected: expected[$0], actual: actual[$0]) }
        guard lines.count > limit else { return lines }
        return lines.prefix(limit) + ["… and \(lines.count - limit) more"]
    }
}

extension Table {
    /// Every difference of two tables of one name, by their keys' order.
    package static func difference(expected: Table, actual: Table) -> [String] {
        let keys = Set(expected.rows.keys).union(actual.rows.keys)
        return keys.flatMap { key in
            expected.name.lines(key, expected: expected.rows[key], actual: actual.rows[key]).map { (key, $0) }
        }.sorted { left, right in
            left.0 == right.0 ? false : left.0.lexicographicallyPrecedes(right.0) { NoneLeast($0) < NoneLeast($1) }
        }.map(\.1)
    }
}

extension Table.Name {
    /// What is to be said of one key, where both sides hold it differently.
    fileprivate func lines(_ key: [Text?], expected: [Text?]?, actual: [Text?]?) -> [String] {
        let place = "\(rawValue) (\(key.map { $0?.string ?? "NULL" }.joined(separator: ", ")))"
        guard let expected else { return ["\(place): is there, but no event makes it"] }
        guard let actual else { return ["\(place): is missing"] }
        return columns.indices.compactMap { index in
            let (wanted, found) = (Self.cell(expected, index), Self.cell(actual, index))
            guard wanted != found else { return nil }
            return "\(place) \(columns[index]): expected \(Self.shown(wanted)), is \(Self.shown(found))"
        }
    }

    private static func cell(_ cells: [Text?], _ index: Int) -> Text? {
        index < cells.count ? cells[index] : nil
    }

    /// A cell in quotes, a long one cut in its middle.
    private static func shown(_ cell: Text?) -> String {
        guard let cell else { return "NULL" }
        let characters = cell.string.count
        guard characters > 200 else { return "'\(cell)'" }
        return "'\(cell.string.prefix(120))…\(cell.string.suffix(60))' (\(cell.byteCount) bytes)"
    }
}
