/// One event of a stream for browsers.
///
/// Source: https://html.spec.whatwg.org/multipage/server-sent-events.html
package struct ServerSentEvent: Hashable, Sendable {
    /// Its name; nil is `message`.
    package var event: String?
    /// What a client names as `Last-Event-ID` when it comes again.
    package var id: String?
    /// The data, of any number of lines.
    package var data: String
    /// After how many milliseconds a client comes again when the stream breaks; nil: as it was told before.
    package var retry: Int?

    /// An event.
    package init(event: String? = nil, id: String? = nil, data: String, retry: Int? = nil) {
        self.event = event
        self.id = id
        self.data = data
        self.retry = retry
    }

    /// The event as it stands in the stream.
    ///
    /// > Lines must be separated by either a U+000D CARRIAGE RETURN U+000A LINE FEED (CRLF) character pair, a single
    /// > U+000A LINE FEED (LF) character, or a single U+000D CARRIAGE RETURN (CR) character.
    package var bytes: [UInt8] {
        var text = ""
        if let event { text += "event: \(Self.oneLine(event))\n" }
        if let id { text += "id: \(Self.oneLine(id))\n" }
        if let retry { text += "retry: \(max(0, retry))\n" }
        for line in Self.lines(data) { text += "data: \(line)\n" }
        return Array((text + "\n").utf8)
    }

    /// A comment, which clients skip: it keeps the connection from looking idle, and shows us that it broke.
    static let keepAlive = Array(": keep-alive\n\n".utf8)

    /// "\r\n" is one Character in Swift, which is just what is wanted here.
    private static func lines(_ text: String) -> [Substring] {
        text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r" || $0 == "\r\n" }
    }

    private static func oneLine(_ text: String) -> String {
        String(text.map { $0 == "\n" || $0 == "\r" || $0 == "\r\n" || $0 == "\0" ? " " : $0 })
    }
}
