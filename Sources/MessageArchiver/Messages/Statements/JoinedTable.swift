/// A table whose every column is a join: the temporary table that brings a batch's rows, and how they meet those that stand.
///
/// Statements are about `m`, the row that stands, and `excluded`, the batch's. The temporary tables' texts have the default
/// collation, which gives way to the one of any column that it meets; where order matters it is said to be that of bytes.
struct JoinedTable {
    /// A column beyond the key.
    struct Column {
        let name: String
        /// Its type in the temporary table; nil where the batch doesn't bring it.
        var type: String?
        /// What it is after both rows met.
        let join: String
        /// Whether the meeting changes it.
        var isChanged: String

        init(_ name: String, _ type: String?, _ join: String, isChanged: String? = nil) {
            self.name = name
            self.type = type
            self.join = join
            self.isChanged = isChanged ?? "(\(join)) IS DISTINCT FROM m.\(name)"
        }
    }

    /// The table's name, the same in each schema.
    let name: String
    /// The temporary table's.
    let staging: String
    /// The key's columns, texts but for `from_me`: the instance, then the id of what it is about.
    let key: [String]
    let columns: [Column]
    /// Columns of the temporary table alone, with their types, after all others.
    var extras: [String] = []

    private var brought: [Column] { columns.filter { $0.type != nil } }

    /// Makes the temporary table.
    var setup: String {
        let fields =
            key.map { $0 == "from_me" ? "from_me boolean" : "\($0) text" }
            + brought.map { "\($0.name) \($0.type ?? "")" } + extras
        return "CREATE TEMP TABLE \(staging) (\(fields.joined(separator: ", "))) ON COMMIT DELETE ROWS"
    }

    /// Fills it.
    var copy: String { "COPY \(staging) FROM STDIN (FORMAT binary)" }

    /// Joins its rows with those of the table in `schema`.
    ///
    /// A row that would stay the same is locked and not written: a version that says nothing new costs WAL, and everybody who
    /// subscribed to the table a message.
    func upsert(into schema: String) -> String {
        let names = (key + brought.map(\.name)).joined(separator: ", ")
        // Any order will do that all batches share; ids before instances tell rows apart in their first bytes.
        let order = (key[1...] + key[..<1]).map { $0 == "from_me" ? $0 : "\($0) COLLATE \"C\"" }.joined(separator: ", ")
        return """
            INSERT INTO \(schema).\(name) AS m (\(names))
            SELECT \(names) FROM \(staging) ORDER BY \(order)
            ON CONFLICT (\(key.joined(separator: ", "))) DO UPDATE
            SET \(columns.map { "\($0.name) = \($0.join)" }.joined(separator: ",\n    "))
            WHERE \(columns.map(\.isChanged).joined(separator: "\n   OR "))
            """
    }
}

// MARK: - Joins that several columns have

extension JoinedTable.Column {
    /// The least of what was told, NULL greatest.
    static func earliest(_ name: String) -> Self { Self(name, "timestamptz", "least(m.\(name), excluded.\(name))") }

    /// The greatest, NULL least.
    static func newest(_ name: String) -> Self { Self(name, "timestamptz", "greatest(m.\(name), excluded.\(name))") }

    /// The value of the greatest (`time`, value) among those that were told.
    static func latest(_ name: String, _ type: String, by time: String) -> Self {
        let collation = type == "text" ? " COLLATE \"C\"" : ""
        return Self(
            name, type,
            """
            CASE WHEN excluded.\(time) IS NULL THEN m.\(name)
                 WHEN m.\(time) IS NULL OR excluded.\(time) > m.\(time)
                   OR excluded.\(time) = m.\(time) AND excluded.\(name)\(collation) > m.\(name)\(collation)
                 THEN excluded.\(name) ELSE m.\(name) END
            """)
    }
}

/// An SQL condition: whether the address in `column` is a LID.
func isLID(sql column: String) -> String { "\(column) COLLATE \"C\" LIKE '%@lid'" }
