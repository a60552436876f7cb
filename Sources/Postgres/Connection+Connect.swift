internal import CLibPQ
import Glibc

extension Connection {
    /// A session on the first server of `settings` that takes writes.
    ///
    /// - parameter timeout: for all hosts together; libpq's own `connect_timeout` isn't used when connecting without blocking.
    /// - throws: `.connectFailed`, or `.timedOut`, `.interrupted`.
    package static func connect(
        _ settings: ConnectionSettings, timeout: Duration = .seconds(10), wakeup: Wakeup? = nil
    ) throws(PostgresError) -> Connection {
        if let fault = settings.urlFault { throw fault }
        let deadline = Deadline(after: timeout)
        guard let pointer = unsafe start(settings.keywords) else {
            throw PostgresError(.connectFailed, "out of memory for a connection")
        }
        var connection = unsafe Connection(takingOwnershipOf: pointer, wakeup: wakeup)
        try connection.finishConnecting(deadline)
        // > PQsetnonblocking: In the nonblocking state, calls to PQputCopyData … will not block but instead return [0].
        guard unsafe PQsetnonblocking(connection.pointer, 1) == 0 else { throw connection.broken(.connectFailed) }
        // A warning on standard error would stand in the middle of our log lines.
        unsafe PQsetNoticeReceiver(connection.pointer, { _, _ in }, nil)
        _ = try connection.execute(settings.preamble, timeout: timeout)
        return connection
    }

    /// > PQconnectStartParams: … The two arrays … terminated by a NULL. … expand_dbname non-zero: the dbname value is
    /// > recognised as a connection string.
    private static func start(_ keywords: [(String, String)]) -> OpaquePointer? {
        var names = unsafe keywords.map { unsafe UnsafePointer(strdup($0.0)) }
        var values = unsafe keywords.map { unsafe UnsafePointer(strdup($0.1)) }
        defer {
            unsafe (names + values).forEach { unsafe free(UnsafeMutablePointer(mutating: $0)) }
        }
        unsafe names.append(nil)
        unsafe values.append(nil)
        return unsafe PQconnectStartParams(names, values, 1)
    }

    /// > Having begun with PQconnectStartParams: if PQstatus is CONNECTION_BAD, it has failed. Then loop: if PQconnectPoll last
    /// > returned PGRES_POLLING_READING, wait until the socket is ready to read … at the start behave as if it last
    /// > returned PGRES_POLLING_WRITING. The socket may change between calls.
    private mutating func finishConnecting(_ deadline: Deadline) throws(PostgresError) {
        guard unsafe PQstatus(pointer) != CONNECTION_BAD else { throw broken(.connectFailed) }
        var state = PGRES_POLLING_WRITING
        while true {
            let events = state == PGRES_POLLING_READING ? POLLIN : POLLOUT
            try wait(for: events, deadline)
            state = unsafe PQconnectPoll(pointer)
            if state == PGRES_POLLING_OK { return }
            if state == PGRES_POLLING_FAILED { throw broken(.connectFailed) }
        }
    }
}
