import JSON

extension WhatsAppWebJS {
    /// What happens to the client. `authenticated` and `ready` come again after each reload of the page: so may the
    /// events.
    static func lifecycle(_ event: String, _ arguments: Arguments, into draft: inout Draft) throws(MappingProblem) {
        switch event {
        case "qr":
            guard let code = arguments.named("qr", at: 0).word else { throw .missing("qr") }
            draft.add("session.qr", ["qr": .string(code)])
        case "code": draft.add("session.pairing_code")
        case "authenticated": draft.add("session.authenticated")
        case "ready": draft.add("session.connected", account(arguments.body))
        case "auth_failure":
            draft.add("session.failed", reason(arguments, "message", "msg") ?? ["reason": "auth_failure"])
        case "disconnected": WebState.addEnd(arguments.named("reason", at: 0).word ?? "unknown", to: &draft)
        case "change_state":
            guard let state = arguments.named("state", at: 0).word else { throw .missing("state") }
            try WebState.add(state, to: &draft)
        case "loading_screen": loading(arguments, into: &draft)
        default: try ignored(event, into: &draft)
        }
    }

    private static func ignored(_ event: String, into draft: inout Draft) throws(MappingProblem) {
        switch event {
        case "remote_session_saved": draft.ignore("That the session was saved changes nothing about it.")
        case "media_uploaded", "media": draft.ignore("The message itself comes in an event of its own.")
        case "unread_count", "change_battery", "chat_removed": draft.ignore("This event has no type yet.")
        default: throw .unknownEvent(draft.gateway)
        }
    }

    /// The account, where the caller sends the client's `info` along; the library itself sends nothing.
    private static func account(_ body: JSONValue) -> JSONValue {
        let info = body["info"]?.present ?? body
        let address = Address(info["wid"]) ?? Address(info["me"])
        return .fields([
            "phoneNumber": .text(address?.digits), "pushName": .word(info["pushname"]?.string),
            "platform": .word(info["platform"]?.string),
        ])
    }

    private static func reason(_ arguments: Arguments, _ names: String...) -> JSONValue? {
        let found = names.lazy.compactMap { arguments.body[$0]?.word }.first ?? arguments.named(at: 0).word
        return found.map { ["reason": .string($0)] }
    }

    private static func loading(_ arguments: Arguments, into draft: inout Draft) {
        let percent = Moment.count(arguments.named("percent", at: 0))
        draft.add(
            "session.history_sync",
            .fields([
                "progress": percent.map { .integer($0) }, "reason": .word(arguments.named("message", at: 1).string),
            ]))
    }
}
