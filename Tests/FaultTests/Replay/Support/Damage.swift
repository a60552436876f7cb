import Reference
import TestSupport

/// Something that was done to a table by hand, and that a verification must find.
struct Damage {
    /// What was done.
    enum Kind: String {
        case changed, missing
        case tooMany = "too_many"
    }

    /// The table.
    let table: Table.Name
    /// What was done.
    let kind: Kind
    /// The column that was changed; nil where the whole row is meant.
    let column: String?
    /// The statement; it returns the row's key.
    let sql: String

    /// A column's value in one row.
    ///
    /// - parameter value: another one than any that an event gives.
    /// - parameter isTold: whether only a row will do that has a value, which an event told.
    static func change(
        _ table: Table.Name, _ column: String, to value: String, row: Int = 0, isTold: Bool = false
    ) -> Damage {
        Damage(
            table: table, kind: .changed, column: column,
            sql: """
                UPDATE \(table.rawValue) SET \(column) = \(value) WHERE ctid = \(victim(table, row, isTold ? column : "instance_name"))
                RETURNING \(table.key.joined(separator: ", "))
                """)
    }

    /// A row that goes.
    static func delete(_ table: Table.Name, row: Int) -> Damage {
        Damage(
            table: table, kind: .missing, column: nil,
            sql: """
                DELETE FROM \(table.rawValue) WHERE ctid = \(victim(table, row))
                RETURNING \(table.key.joined(separator: ", "))
                """)
    }

    /// A row that is too many.
    static func insert(_ table: Table.Name, _ sql: String) -> Damage {
        Damage(
            table: table, kind: .tooMany, column: nil,
            sql: "INSERT INTO \(table.rawValue) \(sql) RETURNING \(table.key.joined(separator: ", "))")
    }

    /// Rows of instances that no event comes of any more.
    static let quiet = "instance_name ~ '-[0-9]+$'"

    private static func victim(_ table: Table.Name, _ row: Int, _ told: String = "instance_name") -> String {
        """
        (SELECT ctid FROM \(table.rawValue) WHERE \(quiet) AND \(told) IS NOT NULL
         ORDER BY \(table.key.joined(separator: ", ")) LIMIT 1 OFFSET \(row))
        """
    }

    /// Does it; the key of the row.
    func `do`(on replay: ReplayBench) throws -> [String] {
        guard let key = try replay.rows(sql).first else {
            throw ReplayBench.Failure(description: "no row to damage: \(sql)")
        }
        return key.map { $0 ?? "" }
    }
}
