internal import CLibPQ

/// Cancels the statement under way on a connection, from any thread.
///
/// > PQcancel: … The PGcancel object is read-only as far as PQcancel is concerned, so it can also be invoked from a thread that is
/// > separate from the one manipulating the PGconn object.
@safe
package struct Canceller: ~Copyable {
    private let pointer: OpaquePointer

    init(takingOwnershipOf pointer: OpaquePointer) { unsafe self.pointer = unsafe pointer }

    deinit { unsafe PQfreeCancel(pointer) }

    /// Asks the server to cancel; whether there was something to cancel can't be told.
    ///
    /// - throws: `.connectFailed` where the request could not be sent.
    package func cancel() throws(PostgresError) {
        var message = [CChar](repeating: 0, count: 256)
        guard unsafe PQcancel(pointer, &message, 256) == 1 else {
            let text = message.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
            throw PostgresError(
                .connectFailed, "the cancel request was not sent: \(String(decoding: text, as: UTF8.self))")
        }
    }
}
