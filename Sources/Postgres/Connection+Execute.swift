internal import CLibPQ
import Glibc

extension Connection {
    /// Runs `sql`, which may hold several statements, and gives the result of each.
    ///
    /// - parameter timeout: for the whole answer; nil waits for ever. The usual one is longer than the server's own time-outs,
    ///   and ends the wait for a server that will never answer: a half-open connection.
    /// - throws: `.server` where the server refused (all of it is rolled back), else the connection is broken.
    @discardableResult
    package mutating func execute(_ sql: String, timeout: Duration? = .seconds(60)) throws(PostgresError)
        -> [QueryResult]
    {
        try begin(sql)
        return try collect(Deadline(after: timeout), copies: [])
    }

    /// Sends `sql`; `collect` reads what comes of it.
    mutating func begin(_ sql: String) throws(PostgresError) {
        try ready()
        // > PQsendQuery: Submits a command to the server without waiting for the result(s). 1 is returned if the command was
        // > successfully dispatched and 0 if not.
        guard unsafe PQsendQuery(pointer, sql) == 1 else { throw broken(.connectionLost) }
    }

    /// Runs one statement with parameters in text form.
    @discardableResult
    package mutating func query(
        _ sql: String, _ parameters: [Parameter] = [], timeout: Duration? = .seconds(60)
    ) throws(PostgresError) -> QueryResult {
        try ready()
        guard send(sql, parameters) == 1 else { throw broken(.connectionLost) }
        let results = try collect(Deadline(after: timeout), copies: [])
        guard let first = results.first else { throw broken(.protocolViolation, "a statement gave no result") }
        return first
    }

    /// Runs a script in one round trip: its string goes out at once, the data of its COPYs follows as the server asks for it.
    ///
    /// - throws: `.server` where the server refused (all of it is rolled back), else the connection is broken and nobody knows.
    @discardableResult
    package mutating func run(_ script: borrowing Script, timeout: Duration? = .seconds(60)) throws(PostgresError)
        -> [QueryResult]
    {
        try begin(script.text)
        return try collect(Deadline(after: timeout), copies: script.copies)
    }

    private func ready() throws(PostgresError) {
        guard !isBroken else { throw PostgresError(.connectionLost, "the connection broke earlier; make a new one") }
    }

    /// > PQsendQueryParams: … paramTypes NULL: the server infers them; paramLengths are ignored for text; resultFormat 0: text.
    private func send(_ sql: String, _ parameters: [Parameter]) -> Int32 {
        let copies = unsafe parameters.map { unsafe $0.text.map { unsafe UnsafePointer(strdup($0)) } ?? nil }
        defer { unsafe copies.forEach { unsafe free(UnsafeMutablePointer(mutating: $0)) } }
        return unsafe PQsendQueryParams(pointer, sql, Int32(parameters.count), nil, copies, nil, nil, 0)
    }
}
