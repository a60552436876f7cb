import Postgres

/// The pieces of SQL that compare and merge one table, with the types that live has.
struct TableStatements {
    let table: RebuiltTable
    let live: ColumnTypes
    let shadow: ColumnTypes

    init(_ table: RebuiltTable, on connection: inout Connection) throws(PostgresError) {
        self.table = table
        live = try ColumnTypes(of: table.live, on: &connection)
        shadow = try ColumnTypes(of: table.shadow, on: &connection)
    }

    /// The live rows, to select from.
    var liveRows: String { rows(table.live, generation: 0) }
    /// The shadow's rows, to select from.
    var shadowRows: String { rows(table.shadow, generation: table.generation ?? 0) }

    private func rows(_ name: String, generation: Int32) -> String {
        table.generation == nil ? name : "(SELECT * FROM \(name) WHERE generation = \(generation))"
    }

    /// What says of the row `m` of the live table itself that it is live's.
    var isLive: String { table.generation == nil ? "" : "m.generation = 0 AND " }

    var keyNames: String { table.key.joined(separator: ", ") }

    /// The key of a row that has the shadow's types.
    func keys(of row: String) -> String { table.key.map { "\(row).\($0)" }.joined(separator: ", ") }

    /// The key of the live row `m`, in the shadow's types.
    var liveKeys: String {
        table.key.map { name in
            guard live[name] != shadow[name], let type = shadow[name] else { return "m.\(name)" }
            return "m.\(name)::\(type.full)\(collate(type)) AS \(name)"
        }.joined(separator: ", ")
    }

    /// Whether `row`, whose key has the shadow's types, and the live row `m` have the same key; in live's types and collation, so
    /// that live's own index serves.
    func joins(_ row: String) -> String {
        table.key.map { name in
            guard live[name] != shadow[name], let type = live[name] else { return "m.\(name) = \(row).\(name)" }
            return "m.\(name) = \(row).\(name)::\(type.bare)\(collate(type))"
        }.joined(separator: " AND ")
    }

    /// Whether two rows with the shadow's types have the same key.
    func same(_ left: String, _ right: String) -> String {
        table.key.map { "\(left).\($0) = \(right).\($0)" }.joined(separator: " AND ")
    }

    private func collate(_ type: ColumnTypes.ColumnType) -> String { type.collation.map { " COLLATE \($0)" } ?? "" }

    /// Whether any column of `m` is not as `s` has it.
    var differs: String {
        let all = table.columns.compactMap { differs($0) }
        return all.isEmpty ? "false" : all.joined(separator: "\n    OR ")
    }

    /// Whether this one is not; nil where it isn't compared.
    func differs(_ column: RebuiltTable.Column) -> String? {
        let name = column.name
        switch column.rule {
        case .exact: return isDistinct(name)
        // In this order: what is dear to find out is asked of the rows alone that differ.
        case .told(let condition): return "(\(isDistinct(name)) AND (\(condition)))"
        case .greater: return "(m.\(name) < \(cast(name)) OR m.\(name) IS NULL AND s.\(name) IS NOT NULL)"
        case .onlyNew, .counted: return nil
        }
    }

    private func isDistinct(_ name: String) -> String {
        switch live[name]?.kind ?? .other {
        case .text: #"m.\#(name)::text COLLATE "C" IS DISTINCT FROM s.\#(name)::text"#
        case .json: "m.\(name)::jsonb IS DISTINCT FROM s.\(name)::jsonb"
        case .bytes, .other: "m.\(name) IS DISTINCT FROM \(cast(name))"
        }
    }

    /// The shadow's value in live's type.
    private func cast(_ name: String) -> String {
        guard let type = live[name], type != shadow[name] else { return "s.\(name)" }
        return "s.\(name)::\(type.kind == .text ? type.bare : type.full)"
    }

    /// What becomes of the columns of `m`.
    var assignments: String {
        table.columns.compactMap { column in
            let name = column.name
            return switch column.rule {
            case .exact: "\(name) = \(cast(name))"
            case .greater: "\(name) = greatest(m.\(name), \(cast(name)))"
            case .told(let condition): "\(name) = CASE WHEN \(condition) THEN \(cast(name)) ELSE m.\(name) END"
            case .counted: "\(name) = greatest(m.\(name), s.\(name)) + 1"
            case .onlyNew: nil
            }
        }.joined(separator: ",\n    ")
    }

    /// The keys in `keys`, a table, whose rows live lacks, has too many of, or has with other values, and which of it.
    func differing(of keys: String) -> String {
        let first = table.key[0]
        return """
            SELECT \(self.keys(of: "k")), CASE WHEN m.\(first) IS NULL THEN 'missing' WHEN s.\(first) IS NULL THEN 'too many'
                ELSE 'changed' END AS kind
            FROM \(keys) k LEFT JOIN \(shadowRows) s ON \(same("s", "k")) LEFT JOIN \(liveRows) m ON \(joins("k"))
            WHERE (m.\(first) IS NULL) <> (s.\(first) IS NULL)
                OR m.\(first) IS NOT NULL AND (\(differs))
            """
    }

    /// The columns of a new row.
    var insertedNames: String {
        let names = table.key + table.columns.map(\.name)
        return ((table.generation == nil ? [] : ["generation"]) + names).joined(separator: ", ")
    }

    /// Their values, from `s`.
    var insertedValues: String {
        let values =
            table.key.map { cast($0) }
            + table.columns.map { $0.rule == .counted ? "s.\($0.name) + 1" : cast($0.name) }
        return ((table.generation == nil ? [] : ["0"]) + values).joined(separator: ", ")
    }

    /// What is unique in the live table.
    var conflictNames: String { (table.generation == nil ? "" : "generation, ") + keyNames }

    /// The condition that `row` is of one of `names`; " AND " stands before it. Empty where all are meant.
    func isOf(_ names: [String]?, _ row: String) -> String {
        guard let names else { return "" }
        guard !names.isEmpty else { return " AND false" }
        return " AND \(row).\(table.instance) IN (\(names.map { literal($0) }.joined(separator: ", ")))"
    }
}

/// A string as SQL has it, where `standard_conforming_strings` is on.
func literal(_ text: String) -> String {
    "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''") + "'"
}
