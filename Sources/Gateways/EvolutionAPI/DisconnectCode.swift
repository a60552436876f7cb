import JSON

/// The codes by which Baileys says why a connection ended.
enum DisconnectCode {
    /// The type of event that the code makes of an ending.
    static func type(_ code: Int64?) -> String {
        switch code {
        case 401: "session.logged_out"
        case 402, 403, 406: "session.banned"
        case 405: "session.outdated"
        case 411, 500: "session.failed"
        case 440: "session.replaced"
        default: "session.disconnected"
        }
    }

    /// Code and reason as data. 200 is what Evolution writes where it knows none.
    static func facts(_ code: Int64?) -> JSONValue {
        guard let code, code != 200 else { return [:] }
        return ["reason": .string(name(code) ?? "status \(code)"), "code": .integer(code)]
    }

    /// Baileys' name for a code (`DisconnectReason`).
    private static func name(_ code: Int64) -> String? {
        switch code {
        case 401: "loggedOut"
        case 402, 406: "banned"
        case 403: "forbidden"
        case 405: "outdated"
        case 408: "connectionLost"
        case 411: "multideviceMismatch"
        case 428: "connectionClosed"
        case 440: "connectionReplaced"
        case 500: "badSession"
        case 503: "unavailableService"
        case 515: "restartRequired"
        default: nil
        }
    }
}
