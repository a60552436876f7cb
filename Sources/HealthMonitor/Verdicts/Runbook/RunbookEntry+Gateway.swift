/// What gateways say of their sessions.
extension RunbookEntry {
    static let noLifecycle = RunbookEntry(
        "Messages or heartbeats name this session, and no lifecycle event ever told its state.",
        look:
            "Whether its gateway publishes to `whatsapp.lifecycle` at all, with the same instance name as key and `subject`; "
            + "an operator's `set-status` gives it a state until it does.",
        run: "zapline contract check -t lifecycle", RunbookCommand.lately)

    static let connecting = RunbookEntry(
        "The session is coming up. Nothing is to be done unless it stays so.",
        look:
            "`since`: after five minutes this becomes `connecting-for-long`, or `waiting-for-scan` where a code is shown.",
        run: RunbookCommand.lifecycle)

    static let waitingForScan = RunbookEntry(
        "The gateway has been showing a QR or pairing code for longer than five minutes, and nobody has used it.",
        look:
            "Who owns the phone: only they can scan. The code is in `whatsapp_instances.qr_code` and goes stale in a minute.",
        run: RunbookCommand.instances, RunbookCommand.lifecycle)

    static let connectingForLong = RunbookEntry(
        "The session has been starting or authenticating for longer than five minutes.",
        look: "The gateway's own log: a browser that doesn't start, a proxy that is gone, credentials that don't load. "
            + "Restart the session in the gateway.",
        run: RunbookCommand.lifecycle)

    static let degraded = RunbookEntry(
        "The gateway says that it is connected and that something is wrong.",
        look:
            "The reason that it gave, and its log around `stateSince`; many at once mean WhatsApp or the gateway's network.",
        run: RunbookCommand.lifecycle)

    static let limited = RunbookEntry(
        "WhatsApp refuses some of what this account sends (463: it may not write to strangers for a time). Replies still work.",
        look:
            "Until when, in the event's `until`; how many first messages to new chats went out before. Stop campaigns "
            + "from this number. A restart doesn't help and may make it worse.",
        run: RunbookCommand.lifecycle, RunbookCommand.unacknowledged)

    static let disconnected = RunbookEntry(
        "The session lost its connection and has not come back.",
        look:
            "The reason that its gateway gave. After `NAVIGATION` the monitor asks for a reconnect by itself, and for other causes by "
            + "its policy: `lastCommand` says when. Many at once: the gateway's host or its network.",
        run: RunbookCommand.lifecycle, RunbookCommand.facts)

    static let replaced = RunbookEntry(
        "Another process took the session over (440). Both would fight for it, so nobody is asked to reconnect.",
        look:
            "Two gateways, or an old container, with the same credentials: stop one. Who is `source` in the newest events?",
        run: RunbookCommand.lifecycle)

    static let loggedOut = RunbookEntry(
        "The device was unlinked: on the phone, or by WhatsApp. The credentials are dead.",
        look: "Ask the owner whether it was meant. Only a new scan helps: start the session anew in the gateway.",
        run: RunbookCommand.lifecycle)

    static let banned = RunbookEntry(
        "WhatsApp banned the account, for a time or for good.",
        look:
            "`until` and `code` of the event. The owner appeals on the phone. Don't reconnect, don't pair again; look at what was "
            + "sent in the hours before.",
        run: RunbookCommand.lifecycle, RunbookCommand.unacknowledged)

    static let outdated = RunbookEntry(
        "WhatsApp refuses the version that this gateway speaks.",
        look: "The gateway's release notes: update it. All sessions of that gateway follow sooner or later.",
        run: RunbookCommand.instances, RunbookCommand.lifecycle)

    static let failed = RunbookEntry(
        "The gateway gave the session up, after too many codes, a refused login or an error of its own.",
        look: "The reason, and the gateway's log. It doesn't come back by itself: start it in the gateway.",
        run: RunbookCommand.lifecycle)

    static let stopped = RunbookEntry(
        "Somebody stopped the session in its gateway.",
        look: "Whether that was meant; else start it there.",
        run: RunbookCommand.lifecycle)

    static let deleted = RunbookEntry(
        "The session is gone for good. Its row stays, since it may hold what its users wrote.",
        look: "Nothing, unless it was a mistake: then create it in the gateway again.",
        run: RunbookCommand.instances)
}
