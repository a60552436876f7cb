/// What an operator wants to know of a reason: told by `zapline health explain`, the page and the README alike.
package struct RunbookEntry: Hashable, Sendable {
    /// What it means, in a sentence or two.
    package let meaning: String
    /// What to look at, and what usually is behind it.
    package let look: String
    /// What to run, the most useful first; capitals stand for what the reader puts in.
    package let run: [String]

    init(_ meaning: String, look: String, run: String...) {
        self.meaning = meaning
        self.look = look
        self.run = run
    }
}

/// Commands that several entries name.
enum RunbookCommand {
    /// A session's life, as its gateway told it.
    static let lifecycle = sql(
        "SELECT event_time, detail, reason, session_epoch FROM whatsapp_instance_events "
            + "WHERE instance_name = 'INSTANCE' ORDER BY event_time DESC LIMIT 20")

    /// Everything that came from a session lately.
    static let lately = sql(
        "SELECT recorded_at, event_type FROM zapline.event_archive "
            + "WHERE instance_name = 'INSTANCE' ORDER BY recorded_at DESC LIMIT 20")

    /// What the monitor thinks of a session, and by which figures.
    static let facts = sql(
        "SELECT verdict, since, reasons, facts FROM zapline.session_health WHERE instance_name = 'INSTANCE'")

    /// A session's messages that nobody acknowledged yet.
    static let unacknowledged = sql(
        "SELECT message_id, chat_id, sent_at, status, failure_code FROM whatsapp_messages "
            + "WHERE instance_name = 'INSTANCE' AND from_me AND delivered_at IS NULL ORDER BY sent_at DESC LIMIT 20")

    /// What a service says of itself; the port is 9471 projector, 9472 archiver, 9473 monitor.
    static let ready = "curl -sS http://127.0.0.1:PORT/readyz"

    /// A service's own words.
    static let log = "docker compose --file compose/compose.yaml logs --tail 100 SERVICE"

    static let instances = "zapline instances list"
    static let offsets = "zapline offsets show"
    static let doctor = "zapline doctor"

    private static func sql(_ statement: String) -> String { "psql \"$DATABASE_URL\" -c \"\(statement)\"" }
}
