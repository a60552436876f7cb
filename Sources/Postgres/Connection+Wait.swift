internal import CLibPQ
import Glibc

extension Connection {
    /// Waits until the socket is ready for one of `events`, the deadline passes or somebody signals.
    ///
    /// - throws: `.timedOut`, `.interrupted`, `.connectionLost`; the connection is broken then, since the server may still be at work.
    @discardableResult
    mutating func wait(for events: Int32, _ deadline: Deadline) throws(PostgresError) -> Int32 {
        // > PQsocket: … The returned descriptor is valid until … ; −1 if no server connection is currently open.
        let socket = unsafe PQsocket(pointer)
        guard socket >= 0 else { throw broken(.connectionLost) }
        var descriptors = [pollfd(fd: socket, events: Int16(events), revents: 0)]
        if let wakeup { descriptors.append(pollfd(fd: wakeup.descriptor, events: Int16(POLLIN), revents: 0)) }
        while true {
            let count = unsafe poll(&descriptors, nfds_t(descriptors.count), deadline.pollTimeout)
            if count < 0, errno == EINTR { continue }
            if count < 0 { throw broken(.connectionLost, "poll(2) failed with errno \(errno)") }
            if count == 0 { throw broken(.timedOut, "the database did not answer in time") }
            if descriptors.count > 1, descriptors[1].revents != 0 { throw broken(.interrupted, "interrupted") }
            return Int32(descriptors[0].revents)
        }
    }

    /// Sends what libpq holds back.
    ///
    /// > PQflush: Returns 0 if successful, −1 if it failed, 1 if it was unable to send all. … wait for the socket to become read-
    /// > or write-ready. If it becomes write-ready, call PQflush again. If it becomes read-ready, call PQconsumeInput, then PQflush.
    mutating func flush(_ deadline: Deadline) throws(PostgresError) {
        while true {
            let left = unsafe PQflush(pointer)
            if left == 0 { return }
            if left < 0 { throw broken(.connectionLost) }
            let ready = try wait(for: POLLIN | POLLOUT, deadline)
            if ready & POLLIN != 0 { try consume() }
        }
    }

    /// > PQconsumeInput: If input is available from the server, consume it. Returns 1 when there was no error, 0 when there was.
    mutating func consume() throws(PostgresError) {
        guard unsafe PQconsumeInput(pointer) == 1 else { throw broken(.connectionLost) }
    }

    /// The next result, or nil where the command is done.
    ///
    /// > PQgetResult: … must be called repeatedly until it returns a null pointer … will block only if a command is active
    /// > and the necessary response data has not yet been read by PQconsumeInput; PQisBusy says whether it would.
    mutating func nextResult(_ deadline: Deadline) throws(PostgresError) -> QueryResultHandle? {
        while unsafe PQisBusy(pointer) == 1 {
            try wait(for: POLLIN, deadline)
            try consume()
        }
        guard let result = unsafe PQgetResult(pointer) else { return nil }
        return unsafe QueryResultHandle(pointer: result, status: PQresultStatus(result))
    }
}

/// A result that still has to be looked at: somebody takes it over or drops it.
@unsafe
struct QueryResultHandle {
    let pointer: OpaquePointer
    let status: ExecStatusType
}
