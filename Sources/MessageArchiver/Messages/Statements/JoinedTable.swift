/// A table whose every column is a join: how a batch's rows are brought, and how they meet those that stand.
///
/// Statements are about `m`, the row that stands, and `excluded`, the batch's. All sets of rows are brought through one temporary
/// table, each with the columns that it has: a transaction empties every temporary table that it could have filled, and
/// for one that can hold long texts that costs a rebuilt index, 0.4 ms. Its texts have the default collation, which gives way to the
/// one of any column that it meets; where order matters it is said to be that of bytes.
struct JoinedTable: Sendable {
    /// A column beyond the key.
    struct Column: Sendable {
        let name: String
        /// Its type in the temporary table; nil where the batch doesn't bring it.
        let type: String?
        /// What it is after both rows met.
        let join: String
        /// Whether the meeting changes it.
        let isChanged: String

        init(_ name: String, _ type: String?, _ join: String, isChanged: String? = nil) {
            self.name = name
            self.type = type
            self.join = join
            self.isChanged = isChanged ?? "(\(join)) IS DISTINCT FROM m.\(name)"
        }
    }

    /// The temporary table that rows are brought through.
    static let staging = "zl_rows"

    /// Tells the table's rows from others in the temporary table.
    let set: Int16
    /// The table's name, the same in each schema.
    let name: String
    /// The key's columns, texts but for `from_me`: the instance, then the id of what it is about.
    let key: [String]
    let columns: [Column]
    /// Columns of the temporary table alone, with their types.
    let extras: [(name: String, type: String)]

    /// The columns in the temporary table, in the order in which a row writes them, with their types.
    let staged: [(name: String, type: String)]
    /// How many they are.
    let width: Int16
    /// Fills the temporary table.
    let copy: String
    /// Runs the prepared join.
    let execute: String

    init(
        _ set: Int16, _ name: String, key: [String], columns: [Column], extras: [(name: String, type: String)] = []
    ) {
        (self.set, self.name, self.key, self.columns, self.extras) = (set, name, key, columns, extras)
        let brought = columns.compactMap { column in column.type.map { (name: column.name, type: $0) } }
        staged =
            [(name: "row_set", type: "smallint")]
            + key.map { (name: $0, type: $0 == "from_me" ? "boolean" : "text") } + brought + extras
        width = Int16(truncatingIfNeeded: staged.count)
        copy = "COPY \(Self.staging) (\(staged.map(\.name).joined(separator: ", "))) FROM STDIN (FORMAT binary)"
        execute = "EXECUTE zl_join_\(set)"
    }

    /// Prepares the join with the table in `schema`, once a session.
    func prepare(in schema: String) -> String { "PREPARE zl_join_\(set) AS \(upsert(into: schema))" }

    /// Joins the brought rows with those of the table in `schema`.
    ///
    /// A row that would stay the same is locked and not written: a version that says nothing new costs WAL, and everybody who
    /// subscribed to the table a message.
    func upsert(into schema: String) -> String {
        let names = (key + columns.filter { $0.type != nil }.map(\.name)).joined(separator: ", ")
        // Any order will do that all batches share; ids before instances tell rows apart in their first bytes.
        let order = (key[1...] + key[..<1]).map { $0 == "from_me" ? $0 : "\($0) COLLATE \"C\"" }
        return """
            INSERT INTO \(schema).\(name) AS m (\(names))
            SELECT \(names) FROM \(Self.staging) WHERE row_set = \(set) ORDER BY \(order.joined(separator: ", "))
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
