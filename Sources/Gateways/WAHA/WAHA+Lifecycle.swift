import JSON

extension WAHA {
    /// A session's status. WAHA repeats it even where nothing changed, and that is all right: so may events.
    ///
    /// It announces a new QR code and leaves it to be fetched. `session.qr` needs the code, so what is told is that the
    /// session starts and what it waits for. The data of the two passkey steps, a challenge and a code, are secrets and
    /// stay out.
    static func sessionStatus(
        _ payload: JSONValue, _ account: Account, _ envelope: JSONValue, into draft: inout Draft
    ) throws(MappingProblem) {
        guard let status = payload["status"]?.word else { throw .missing("payload.status") }
        let time = statusTime(status, payload)
        switch status {
        case "STARTING": draft.add("session.starting", ownTime: time)
        case "SCAN_QR_CODE": draft.add("session.starting", ["state": .string(status)], ownTime: time)
        case "PASSKEY_REQUIRED", "PASSKEY_CONFIRMATION_REQUIRED":
            draft.add("session.passkey", ["state": .string(status)], ownTime: time)
        case "WORKING": connected(account, time, into: &draft)
        case "FAILED": draft.add("session.failed", ["reason": .string(status)], ownTime: time)
        case "STOPPED": draft.add("session.stopped", ["reason": .string(status)], ownTime: time)
        default: throw .bad("payload.status", "a status of a session that we know")
        }
    }

    private static func connected(_ account: Account, _ time: Int64?, into draft: inout Draft) {
        draft.add(
            "session.connected",
            .fields([
                "phoneNumber": .text(account.address?.digits), "lid": .address(account.lid),
                "pushName": .text(account.pushName),
            ]),
            ownTime: time)
        limits(account.limits, time, into: &draft)
    }

    /// What WhatsApp keeps the account from: writing to strangers at all, or to more of them in this cycle.
    private static func limits(_ me: JSONValue?, _ time: Int64?, into draft: inout Draft) {
        if me?.at("reachoutTimelock", "isActive")?.bool == true {
            let end = Moment.microseconds(me?.at("reachoutTimelock", "timeEnforcementEnds"))
            draft.add("session.limited", .fields(["reason": "reachout-timelock", "until": .time(end)]), ownTime: time)
        }
        if me?.at("messageCapping", "cappingStatus")?.string == "CAPPED" {
            let end = Moment.microseconds(me?.at("messageCapping", "cycleEndTimestamp"))
            draft.add("session.limited", .fields(["reason": "message-capping", "until": .time(end)]), ownTime: time)
        }
    }

    /// When the session took on this status, by the list of its latest ones.
    private static func statusTime(_ status: String, _ payload: JSONValue) -> Int64? {
        let entry = payload["statuses"]?.array?.last { $0["status"]?.string == status }
        return Moment.microseconds(entry?["timestamp"])
    }

    /// The engine's state, which older builds sent beside the session's status: WhatsApp Web's words.
    static func stateChange(_ payload: JSONValue, into draft: inout Draft) throws(MappingProblem) {
        guard let state = payload.word ?? payload["state"]?.word else { throw .missing("payload.state") }
        try WebState.add(state, to: &draft)
    }
}
