package import Bytes

/// One string of statements that goes to the server in one round trip, with the data of the COPYs in it.
///
/// Values can't ride in such a string as parameters, so its texts are only ours: literals, and integers that we print.
package struct Script: ~Copyable {
    /// The statements so far.
    package private(set) var text = ""
    /// The data of each `COPY … FROM STDIN`, in order.
    package private(set) var copies: [ByteView] = []

    /// A script without statements.
    package init() {}

    /// Adds a statement (or several), without the semicolon at its end.
    package mutating func sql(_ statement: String) {
        text += statement
        text += ";\n"
    }

    /// Adds a `COPY … FROM STDIN`; `data` stays valid until the script was run.
    package mutating func copy(_ statement: String, _ data: ByteView) {
        sql(statement)
        copies.append(data)
    }

    /// Empties it.
    package mutating func reset() {
        text.removeAll(keepingCapacity: true)
        copies.removeAll(keepingCapacity: true)
    }
}
