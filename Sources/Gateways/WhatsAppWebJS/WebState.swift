import JSON

/// WhatsApp Web's own states (`WAState`), and the reasons that whatsapp-web.js gives beside them.
enum WebState {
    /// Adds what a change to `state` means for the session.
    static func add(_ state: String, to draft: inout Draft) throws(MappingProblem) {
        switch state {
        case "CONNECTED": draft.add("session.connected", ["state": .string(state)])
        case "PAIRING": draft.add("session.starting", ["state": .string(state)])
        case "OPENING", "TIMEOUT": draft.add("session.degraded", facts(state))
        default:
            guard let type = ending(state) else { throw .bad("state", "a state of WhatsApp Web that we know") }
            draft.add(type, facts(state))
        }
    }

    /// Adds what it means that the client was disconnected for `reason`. An unknown reason is a disconnection all the
    /// same.
    static func addEnd(_ reason: String, to draft: inout Draft) {
        draft.add(ending(reason) ?? "session.disconnected", facts(reason))
    }

    private static func facts(_ reason: String) -> JSONValue { ["reason": .string(reason), "state": .string(reason)] }

    /// The type of an ending, for states and reasons that are one.
    private static func ending(_ reason: String) -> String? {
        switch reason {
        case "LOGOUT", "UNPAIRED", "UNPAIRED_IDLE": "session.logged_out"
        case "CONFLICT": "session.replaced"
        case "TOS_BLOCK", "SMB_TOS_BLOCK": "session.banned"
        case "DEPRECATED_VERSION": "session.outdated"
        case "Max qrcode retries reached": "session.failed"
        case "PROXYBLOCK", "UNLAUNCHED", "NAVIGATION": "session.disconnected"
        default: nil
        }
    }
}
