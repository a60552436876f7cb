import JSON

/// What the page's stream says: once everything that it shows at first, then what changed of it.
///
/// Sessions that need a person come by themselves; the rest is asked for, since ten thousand of them are no page. A pure value: the
/// same snapshots give the same messages.
package struct PageFeed {
    /// A message of the stream.
    package struct Message: Hashable, Sendable {
        /// Counts the messages, so that a client that missed one knows.
        package let number: Int
        /// The JSON.
        package let text: String
    }

    /// Sessions that come by themselves.
    package static let sessions = 100
    /// Lines of other subjects: those in trouble first.
    package static let lines = 300
    /// The longest silence where nothing changes: a page that hears nothing for longer says so.
    package static let heartbeat = 4 * Span.second

    private var number = 0
    private var saidAt: Moment = 0
    private var sent: [String: String] = [:]
    private var order: [String] = []
    private var head = ""
    private var at: Moment = 0

    /// Nothing said yet.
    package init() {}

    /// Everything as it was told last: how a client begins, and begins again.
    package var whole: Message {
        let lines = sent.sorted { $0.key < $1.key }.map(\.value).joined(separator: ",")
        return message(
            number, ["\"head\":\(head.isEmpty ? "{}" : head)", "\"order\":\(Self.list(order))", "\"lines\":[\(lines)]"])
    }

    /// Takes a snapshot in; what changed by it, or a sign of life; nil: neither is due.
    package mutating func turn(_ snapshot: HealthSnapshot, now: Moment) -> Message? {
        at = now
        let (texts, names) = Self.subjects(snapshot, now: now)
        let head = JSONValue.object(HealthDocument.head(snapshot, now: now).filter { $0.name != "at" }).text
        let changed = texts.filter { sent[$0.key] != $0.value }.sorted { $0.key < $1.key }.map(\.value)
        let gone = sent.keys.filter { texts[$0] == nil }.sorted()
        var parts: [String] = []
        if head != self.head { parts.append("\"head\":\(head)") }
        if names != order { parts.append("\"order\":\(Self.list(names))") }
        if !changed.isEmpty { parts.append("\"lines\":[\(changed.joined(separator: ","))]") }
        if !gone.isEmpty { parts.append("\"gone\":\(Self.list(gone))") }
        (sent, order, self.head) = (texts, names, head)
        guard !parts.isEmpty || now &- saidAt >= Self.heartbeat || now < saidAt else { return nil }
        saidAt = now
        number += 1
        return message(number, parts)
    }

    private func message(_ number: Int, _ parts: [String]) -> Message {
        let start = ["\"number\":\(number)", "\"at\":\(JSONValue.time(at).text)"]
        return Message(number: number, text: "{\((start + parts).joined(separator: ","))}")
    }

    /// The texts of what is shown, and the sessions among them in their order.
    private static func subjects(_ snapshot: HealthSnapshot, now: Moment) -> ([String: String], [String]) {
        var query = SessionQuery()
        query.limit = sessions
        let page = query.page(of: snapshot, now: now)
        var texts: [String: String] = [:]
        for line in page.lines {
            texts[HealthEvents.Subject.session(line.name).text] = HealthDocument.session(line, page.blindness).text
        }
        let worst = snapshot.orderedLines.enumerated().sorted { left, right in
            (right.element.judgement(now: now).verdict, left.offset) < (
                left.element.judgement(now: now).verdict, right.offset
            )
        }
        for (_, line) in worst.prefix(lines) { texts[line.subject.text] = HealthDocument.line(line, now: now).text }
        return (texts, page.lines.map { HealthEvents.Subject.session($0.name).text })
    }

    private static func list(_ names: [String]) -> String { JSONValue.array(names.map { .string($0) }).text }
}
