/// How one live table stands to its shadow.
package struct TableCounts: Hashable, Sendable {
    /// The table's name.
    package let table: String
    /// Rows that were held against each other, on whichever side they are.
    package var compared = 0
    /// Rows that live lacks.
    package var missing = 0
    /// Rows that live has with other values.
    package var changed = 0
    /// Rows that live has and shouldn't: events named them, and the shadow hasn't got them.
    package var tooMany = 0
    /// Rows that no event of the rebuild named. They are left alone.
    package var unnamed = 0

    /// How many rows differ.
    package var differences: Int { missing + changed + tooMany }

    /// Nothing counted yet.
    package init(table: String) { self.table = table }
}

/// A row that differs.
package struct Difference: Hashable, Sendable {
    /// In what.
    package enum Kind: Hashable, Sendable {
        /// Live lacks it.
        case missing
        /// Live has it and shouldn't.
        case tooMany
        /// In these columns; values as text, cut to 80 characters, nil for NULL.
        case changed([Change])
    }

    /// One column of it.
    package struct Change: Hashable, Sendable {
        /// The column.
        package let column: String
        /// What live has.
        package let live: String?
        /// What the shadow has.
        package let shadow: String?

        /// A change.
        package init(column: String, live: String?, shadow: String?) {
            self.column = column
            self.live = live
            self.shadow = shadow
        }
    }

    /// The table's name.
    package let table: String
    /// The key's columns.
    package let keyNames: [String]
    /// Their values as text.
    package let key: [String?]
    /// What differs.
    package let kind: Kind

    /// A difference.
    package init(table: String, keyNames: [String], key: [String?], kind: Kind) {
        self.table = table
        self.keyNames = keyNames
        self.key = key
        self.kind = kind
    }
}
