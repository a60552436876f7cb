import Postgres

/// The types of a table's columns, as the catalog has them: a user's own may differ from ours.
struct ColumnTypes {
    /// How values of a type are compared.
    enum Kind: String {
        /// As bytes of their text: strings, and enums, whose labels our texts are.
        case text
        /// As `jsonb`, since `json` has no equality.
        case json
        case bytes
        case other
    }

    struct ColumnType: Hashable {
        let kind: Kind
        /// As a cast names it, with its length or precision.
        let full: String
        /// Without these: an explicit cast to `varchar(20)` cuts silently, an assignment refuses.
        let bare: String
        /// With its schema, quoted; nil where the type has none.
        let collation: String?
    }

    private let columns: [String: ColumnType]

    subscript(name: String) -> ColumnType? { columns[name] }

    /// Reads them; a table that isn't there has no columns.
    init(of table: String, on connection: inout Connection) throws(PostgresError) {
        let rows = try connection.query(
            """
            SELECT a.attname, format_type(a.atttypid, a.atttypmod), format_type(a.atttypid, -1),
                CASE WHEN a.atttypid IN ('json'::regtype, 'jsonb'::regtype) THEN 'json'
                     WHEN a.atttypid = 'bytea'::regtype THEN 'bytes'
                     WHEN t.typcategory IN ('S', 'E') THEN 'text' ELSE 'other' END,
                (SELECT quote_ident(n.nspname) || '.' || quote_ident(c.collname)
                 FROM pg_collation c JOIN pg_namespace n ON n.oid = c.collnamespace WHERE c.oid = a.attcollation)
            FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
            WHERE a.attrelid = to_regclass($1) AND a.attnum > 0 AND NOT a.attisdropped
            """, [.text(table)])
        var columns: [String: ColumnType] = [:]
        for row in 0..<rows.rowCount {
            guard let name = rows[row, 0], let full = rows[row, 1], let bare = rows[row, 2],
                let kind = rows[row, 3].flatMap({ Kind(rawValue: $0) })
            else { continue }
            columns[name] = ColumnType(kind: kind, full: full, bare: bare, collation: rows[row, 4])
        }
        self.columns = columns
    }
}
