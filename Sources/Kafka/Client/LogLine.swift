/// A line that the client library has to say.
package struct LogLine: Hashable, Sendable, CustomStringConvertible {
    /// How grave it is: syslog's numbers, 0 emergency to 7 debug.
    package var level: Int32
    /// The library's word for what it is about, such as `FAIL` or `MAXPOLL`.
    package var facility: String
    /// The line.
    package var text: String

    /// A line.
    package init(level: Int32, facility: String, text: String) {
        self.level = level
        self.facility = facility
        self.text = text
    }

    /// The facility and the line.
    package var description: String { "\(facility): \(text)" }
}

/// Where a client's log lines go. Called from threads of the library's own: it must not block, nor call into the
/// client.
package typealias LogHandler = @Sendable (LogLine) -> Void
