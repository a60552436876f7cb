/// What a session's traffic says.
extension RunbookEntry {
    static let silent = RunbookEntry(
        "The session says that it is connected, and has been silent for longer than it usually is at this hour of the week.",
        look:
            "`lastTrafficAt` against `usualSilenceSeconds`: `lastEventAt` may be later, since a heartbeat is no traffic. Send it a message from another phone: where that doesn't arrive, the gateway "
            + "lost its connection without noticing, and a restart of the session mends it. A holiday looks the same.",
        run: RunbookCommand.lately, RunbookCommand.facts)

    static let flapping = RunbookEntry(
        "The session goes up and down again and again; that is told once, not each time.",
        look:
            "`transitions` in the facts and the pattern: every 30 minutes is a restart by the gateway; seconds apart are two processes "
            + "with one session, or a network that drops.",
        run: RunbookCommand.lifecycle, RunbookCommand.facts)

    static let codesUnanswered = RunbookEntry(
        "Code after code is shown, and nobody scans one. Gateways give up after some, and WhatsApp dislikes it.",
        look: "`codesShown`. Stop the session until somebody with the phone is there.",
        run: RunbookCommand.lifecycle)

    static let pending = RunbookEntry(
        "Messages that were sent wait for the server's acknowledgement longer than this session's usually do.",
        look:
            "`pending` and `pendingSince`. The gateway took them and WhatsApp didn't: its socket is dead or it is rate limited. "
            + "Restart the session; the gateway tells whether it sends them again.",
        run: RunbookCommand.unacknowledged, RunbookCommand.facts)

    static let slowAcks = RunbookEntry(
        "Acknowledgements take longer than this session's usually do.",
        look:
            "`ackMedianSeconds` and `ack95Seconds`; the same for all sessions of one gateway is its host or network, for all sessions is "
            + "WhatsApp.",
        run: RunbookCommand.facts, RunbookCommand.unacknowledged)

    static let failing = RunbookEntry(
        "Many of the messages that were sent failed.",
        look:
            "`failures`, by code: 463 is a limit for new chats, 405 an old version, 131049 and 130472 are WhatsApp's own choice. "
            + "Stop sending before the account is banned for it.",
        run: RunbookCommand.unacknowledged, RunbookCommand.facts)

    static let sequenceGap = RunbookEntry(
        "Numbers of `sequence` never came, though every partition was read past their time: the gateway lost events before Kafka had "
            + "them.",
        look:
            "`missing`. The gateway's producer: `acks=all`, idempotent, and what it does when the broker is away; whether its disk or "
            + "memory queue overflowed.",
        run: RunbookCommand.lately, "zapline contract check")

    static let unwatched = RunbookEntry(
        "The monitor can't see what the session does, so what was said of it before doesn't hold any more.",
        look:
            "The subjects `pipeline/database` and `pipeline/broker`: one of the servers is away. Sessions get their verdicts back by "
            + "themselves.",
        run: RunbookCommand.doctor, "curl -sS http://127.0.0.1:9473/readyz")
}
