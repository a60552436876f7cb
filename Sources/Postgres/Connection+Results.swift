internal import Bytes
internal import CLibPQ
import Glibc

extension Connection {
    /// Every result of the command under way, feeding its COPYs; the first error of the server's is thrown once all is read,
    /// so that the connection can be used again.
    mutating func collect(_ deadline: Deadline, copies: [ByteView]) throws(PostgresError) -> [QueryResult] {
        var results: [QueryResult] = []
        var failure: PostgresError?
        var fed = 0
        try flush(deadline)
        while let result = unsafe try nextResult(deadline) {
            let owned = unsafe QueryResult(takingOwnershipOf: result.pointer)
            switch unsafe result.status {
            case PGRES_COPY_IN:
                if fed < copies.count { try feed(copies[fed], deadline) } else { try refuseCopy(deadline) }
                fed += 1
            case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_EMPTY_QUERY: results.append(owned)
            case PGRES_COPY_OUT, PGRES_COPY_BOTH:
                throw broken(.protocolViolation, "a COPY … TO STDOUT stands where none can be read")
            default:
                let error = unsafe PostgresError(result: result.pointer, connection: lastMessage)
                if failure == nil { failure = error }
            }
        }
        if let failure { throw judged(failure) }
        guard fed == copies.count else {
            throw broken(
                .protocolViolation, "the script holds data for \(copies.count) COPYs, the server asked for \(fed)")
        }
        return results
    }

    /// An error of a connection that died with it is `connectionLost`, whatever the server said before.
    private mutating func judged(_ failure: PostgresError) -> PostgresError {
        guard unsafe PQstatus(pointer) == CONNECTION_BAD else { return failure }
        isBroken = true
        var lost = failure
        lost.code = .connectionLost
        return lost
    }

    /// > PQputCopyData: … The result is 1 if the data was queued, zero if it was not queued because of full buffers (this will only
    /// > happen in nonblocking mode), or −1 if an error occurred. If the value is zero, wait for write-ready and try again.
    private mutating func feed(_ data: ByteView, _ deadline: Deadline) throws(PostgresError) {
        var place = 0
        while place < data.count {
            let chunk = data.slice(from: place, count: 1 << 18)
            let queued = unsafe chunk.withBytes {
                unsafe PQputCopyData(pointer, $0.bindMemory(to: CChar.self).baseAddress, Int32($0.count))
            }
            if queued < 0 { throw broken(.connectionLost) }
            if queued == 0 { try drain(deadline) } else { place += chunk.count }
        }
        try endCopy(nil, deadline)
    }

    /// The server asks for data that the script doesn't have: it is told so, and answers with an error.
    private mutating func refuseCopy(_ deadline: Deadline) throws(PostgresError) {
        try endCopy("no data was given for this COPY", deadline)
    }

    /// > PQputCopyEnd: Ends the COPY_IN operation successfully if errormsg is NULL. If errormsg is not NULL then the COPY is forced
    /// > to fail. … zero: not queued because of full buffers. In nonblocking mode, also wait for PQflush to return zero.
    private mutating func endCopy(_ message: String?, _ deadline: Deadline) throws(PostgresError) {
        while true {
            let queued = unsafe PQputCopyEnd(pointer, message)
            if queued < 0 { throw broken(.connectionLost) }
            if queued > 0 { return try flush(deadline) }
            try drain(deadline)
        }
    }

    private mutating func drain(_ deadline: Deadline) throws(PostgresError) {
        let ready = try wait(for: POLLIN | POLLOUT, deadline)
        if ready & POLLIN != 0 { try consume() }
        try flush(deadline)
    }
}

extension PostgresError {
    /// The server's error in a result, or libpq's own where the connection died.
    ///
    /// > PQresultErrorField: Returns an individual field of an error report … a null pointer if the PGresult is not an error …
    /// > or does not include the specified field. The caller should not free the result directly.
    init(result: OpaquePointer, connection: String) {
        func field(_ code: Character) -> String? {
            guard let ascii = code.asciiValue, let text = unsafe PQresultErrorField(result, Int32(ascii)) else {
                return nil
            }
            return unsafe String(cString: text)
        }
        let state = field("C")
        self.init(state == nil ? .connectionLost : .server, field("M") ?? connection)
        sqlState = state.map { SQLState(rawValue: $0) }
        hint = field("H")
        schema = field("s")
        table = field("t")
        column = field("c")
        constraint = field("n")
        context = field("W")
    }
}
