import JSON

extension EvolutionAPI {
    /// What happens to the instance itself; events that carry nothing for us are ignored, others are not known.
    static func lifecycle(
        _ event: String, _ data: JSONValue, _ own: Address?, into draft: inout Draft
    ) throws(MappingProblem) {
        switch event {
        case "instance.create": draft.add("session.created")
        case "connection.update": try connection(data, own, into: &draft)
        case "qrcode.updated": try code(data, into: &draft)
        case "status.instance": try status(data, into: &draft)
        case "logout.instance": draft.add("session.logged_out", ["reason": .string(event)])
        case "remove.instance", "instance.delete": draft.add("session.stopped", ["reason": .string(event)])
        default: try ignored(event, into: &draft)
        }
    }

    private static func ignored(_ event: String, into draft: inout Draft) throws(MappingProblem) {
        switch event {
        case "presence.update": draft.ignore("Presence is gone before anybody could read it from a table.")
        case "labels.edit", "labels.association": draft.ignore("Labels have no type yet.")
        case "typebot.start", "typebot.change.status": draft.ignore("What a bot does is none of a session's facts.")
        case "application.startup": draft.ignore("The server's start belongs to no instance.")
        case "creds.update": draft.ignore("Credentials are not read, let alone sent on.")
        case "chats.delete": draft.ignore("A chat deleted on our side has no type yet.")
        default: throw .unknownEvent(draft.gateway)
        }
    }

    /// The state of the connection. Evolution is silent about drops that it mends itself; what it tells is all that is
    /// known.
    private static func connection(_ data: JSONValue, _ own: Address?, into draft: inout Draft) throws(MappingProblem) {
        let code = data["statusReason"]?.int64
        switch data["state"]?.word {
        case "open": draft.add("session.connected", account(data, own))
        case "connecting": draft.add("session.starting")
        case "close": draft.add(DisconnectCode.type(code), DisconnectCode.facts(code))
        case "refused": draft.add("session.failed", DisconnectCode.facts(code))
        case nil: throw .missing("data.state")
        default: throw .bad("data.state", "open, close, connecting or refused")
        }
    }

    private static func account(_ data: JSONValue, _ own: Address?) -> JSONValue {
        let address = Address(data["wuid"]) ?? own
        return .fields([
            "phoneNumber": .text(address?.digits), "lid": address?.isLID == true ? .address(address) : nil,
            "pushName": .word(data["profileName"]?.string),
        ])
    }

    /// A QR code, and with a phone number given a pairing code, of which only its being there is told: whoever reads it
    /// can link a device. It comes first, because any event but a QR code's takes the QR code away.
    private static func code(_ data: JSONValue, into draft: inout Draft) throws(MappingProblem) {
        let codes = data["qrcode"] ?? data
        let code = codes["code"]?.word
        let isPairing = codes["pairingCode"]?.word != nil
        if isPairing { draft.add("session.pairing_code") }
        if let code {
            draft.add("session.qr", ["qr": .string(code)])
        } else if data["message"]?.word != nil || data["statusCode"]?.present != nil {
            draft.add(
                "session.failed",
                .fields(["reason": "QR code limit reached", "code": .text(data["statusCode"]?.label)]))
        } else if !isPairing {
            throw .missing("data.qrcode.code")
        }
    }

    /// The end of a session that Evolution won't connect again. `disconnectionAt` is real UTC.
    private static func status(_ data: JSONValue, into draft: inout Draft) throws(MappingProblem) {
        guard let status = data["status"]?.word else { throw .missing("data.status") }
        let code = data["disconnectionReasonCode"]?.int64
        let time = Moment.microseconds(data["disconnectionAt"])
        switch status {
        case "closed" where code == nil: draft.add("session.logged_out", ["reason": .string(status)], ownTime: time)
        case "closed": draft.add(DisconnectCode.type(code), DisconnectCode.facts(code), ownTime: time)
        default: draft.ignore("Evolution tells a session's end by status.instance, and the rest by connection.update.")
        }
    }
}
