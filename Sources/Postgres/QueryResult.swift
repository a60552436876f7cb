internal import Bytes
internal import CLibPQ

/// The rows of one statement, as text.
@safe
package final class QueryResult {
    private let pointer: OpaquePointer

    /// > PQclear: Frees the storage associated with a PGresult. Every command result should be freed via PQclear.
    init(takingOwnershipOf pointer: OpaquePointer) { unsafe self.pointer = unsafe pointer }

    deinit { unsafe PQclear(pointer) }

    /// How many rows there are.
    package var rowCount: Int { unsafe Int(PQntuples(pointer)) }
    /// How many columns a row has.
    package var columnCount: Int { unsafe Int(PQnfields(pointer)) }
    /// How many rows an INSERT, UPDATE, DELETE or COPY touched.
    package var affectedRows: Int { unsafe Int(String(cString: PQcmdTuples(pointer))) ?? 0 }

    /// The column's name, or nil where there is no such column.
    package func name(ofColumn column: Int) -> String? {
        guard let name = unsafe PQfname(pointer, Int32(column)) else { return nil }
        return unsafe String(cString: name)
    }

    /// Whether the value is NULL; a place outside the result is.
    package func isNull(_ row: Int, _ column: Int) -> Bool {
        guard (0..<rowCount).contains(row), (0..<columnCount).contains(column) else { return true }
        return unsafe PQgetisnull(pointer, Int32(row), Int32(column)) == 1
    }

    /// The value's text, or nil where it is NULL.
    package subscript(row: Int, column: Int) -> String? {
        guard !isNull(row, column), let text = unsafe PQgetvalue(pointer, Int32(row), Int32(column)) else { return nil }
        return unsafe String(cString: text)
    }

    /// The value as an integer, or nil where it is NULL or none.
    package func integer(_ row: Int, _ column: Int) -> Int64? { self[row, column].flatMap { Int64($0) } }

    /// The value as a truth value, or nil where it is NULL.
    package func bool(_ row: Int, _ column: Int) -> Bool? { self[row, column].map { $0 == "t" } }

    /// The bytes of a `bytea` in its hex format, or nil where it is NULL or not in that format.
    package func bytes(_ row: Int, _ column: Int) -> [UInt8]? {
        guard let text = self[row, column], text.hasPrefix("\\x") else { return nil }
        var result: [UInt8] = []
        var high: UInt8?
        for character in text.utf8.dropFirst(2) {
            guard let digit = Character(UnicodeScalar(character)).hexDigitValue else { return nil }
            if let first = high {
                result.append(first << 4 | UInt8(digit))
                high = nil
            } else {
                high = UInt8(digit)
            }
        }
        return high == nil ? result : nil
    }
}
