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
    ///
    /// > PQgetlength: … the actual data length in bytes … for text format this is the same as strlen(). The pointer that PQgetvalue
    /// > returns … points to storage that is part of the PGresult structure.
    package func bytes(_ row: Int, _ column: Int) -> [UInt8]? {
        guard !isNull(row, column), let text = unsafe PQgetvalue(pointer, Int32(row), Int32(column)) else { return nil }
        let length = unsafe Int(PQgetlength(pointer, Int32(row), Int32(column)))
        return unsafe Self.unhex(UnsafeRawBufferPointer(start: text, count: length))
    }

    private static func unhex(_ text: UnsafeRawBufferPointer) -> [UInt8]? {
        guard text.count >= 2, text.count % 2 == 0, unsafe text[0] == UInt8(ascii: "\\"),
            unsafe text[1] == UInt8(ascii: "x")
        else { return nil }
        var isValid = true
        let result = unsafe [UInt8](unsafeUninitializedCapacity: text.count / 2 - 1) { bytes, count in
            count = text.count / 2 - 1
            for place in 0..<count {
                let (high, low) = unsafe (digit(text[2 * place + 2]), digit(text[2 * place + 3]))
                if high > 15 || low > 15 { isValid = false }
                unsafe bytes[place] = high << 4 | low & 15
            }
        }
        return isValid ? result : nil
    }

    /// A digit's value; 255 where it is none.
    @inline(__always)
    private static func digit(_ character: UInt8) -> UInt8 {
        switch character {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): character - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): character - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): character - UInt8(ascii: "A") + 10
        default: 255
        }
    }
}
