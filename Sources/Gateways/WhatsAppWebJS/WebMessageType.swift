/// The types of messages in WhatsApp's page.
enum WebMessageType {
    /// The kind, in the words that all gateways share.
    static func kind(_ type: String) -> String {
        switch type {
        case "chat": "text"
        case "vcard", "multi_vcard": "contact"
        case "live_location": "location"
        case "poll_creation": "poll"
        case "scheduled_event_creation", "event_creation": "event"
        default: type
        }
    }

    /// Notices of the page that nobody wrote.
    static func isNotice(_ type: String) -> Bool {
        let notices: Set<String> = [
            "e2e_notification", "notification", "notification_template", "broadcast_notification", "gp2", "protocol",
            "debug",
            "call_log", "pinned_message",
        ]
        return notices.contains(type)
    }
}
