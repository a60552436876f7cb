/// The tables, as the log leaves them or as a database holds them.
package struct Tables: Sendable {
    private var tables: [Table.Name: Table]

    /// The tables given; those that are missing are empty.
    package init(_ tables: [Table] = []) {
        self.tables = Dictionary(tables.map { ($0.name, $0) }) { $1 }
    }

    /// One table.
    package subscript(name: Table.Name) -> Table {
        get { tables[name] ?? Table(name) }
        set { tables[name] = newValue }
    }
}
