internal import CLibPQ
import Glibc

/// One session, used by one thread at a time.
///
/// Every call waits on the socket and on a `Wakeup` with a deadline of its own, so that neither a silent network nor a stuck
/// server holds a lane for ever. After an error other than `.server` the connection `isBroken` and is only good to be dropped.
@safe
package struct Connection: ~Copyable {
    let pointer: OpaquePointer
    let wakeup: Wakeup?
    /// Whether an answer may still be under way, so that nothing more can be asked.
    package internal(set) var isBroken = false

    init(takingOwnershipOf pointer: OpaquePointer, wakeup: Wakeup?) {
        unsafe self.pointer = unsafe pointer
        self.wakeup = wakeup
    }

    /// > PQfinish: Closes the connection to the server. Also frees memory used by the PGconn object. … the PGconn pointer
    /// > must not be used again after PQfinish has been called.
    deinit { unsafe PQfinish(pointer) }

    /// The server process of this session.
    package var backendPID: Int32 { unsafe PQbackendPID(pointer) }

    /// The server's version, 150018 for 15.18.
    package var serverVersion: Int32 { unsafe PQserverVersion(pointer) }

    /// The database's name.
    package var database: String { unsafe PQdb(pointer).map { unsafe String(cString: $0) } ?? "" }

    /// The role's name.
    package var user: String { unsafe PQuser(pointer).map { unsafe String(cString: $0) } ?? "" }

    /// What another thread needs to cancel the statement under way.
    package func makeCanceller() -> Canceller? {
        // > PQgetCancel: Creates a data structure containing the information needed to cancel a command … returns NULL if
        // > the given conn is NULL or an invalid connection.
        guard let cancel = unsafe PQgetCancel(pointer) else { return nil }
        return unsafe Canceller(takingOwnershipOf: cancel)
    }

    /// The connection's last error, in libpq's words.
    var lastMessage: String {
        guard let text = unsafe PQerrorMessage(pointer) else { return "no message" }
        return unsafe String(cString: text).split(separator: "\n").map { $0.drop { $0 == "\t" } }.joined(
            separator: "; ")
    }

    /// Marks the connection as broken and makes the error that says so.
    mutating func broken(_ code: PostgresError.Code, _ message: String? = nil) -> PostgresError {
        isBroken = true
        return PostgresError(code, message ?? lastMessage)
    }
}
