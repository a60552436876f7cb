import Bytes

@testable import Events

extension FieldCase {
    static let lifecycle: [FieldCase] =
        [
            text("session.qr", "qr", isRequired: true) { $0.lifecycle?.qr?.string },
            FieldCase(
                type: "session.connected", field: "phoneNumber",
                good: [("\"5511999\"", "5511999"), ("\"0\"", "0"), (#""\u0035""#, "5")],
                bad: notStrings + [
                    "\"\"", "\"+5511\"", "\"55 11\"", "\"５\"", "\"\(String(repeating: "1", count: 256))\"",
                ]
            ) { $0.lifecycle?.phoneNumber?.string },
        ]
        + ["authenticated", "connected"].map { word in
            FieldCase(
                type: "session.\(word)", field: "session",
                good: [
                    ("\"vault:1\"", "\"vault:1\""), (#""a\u0000\"\/""#, "\"a\u{FFFD}\\\"/\""), ("{}", "{}"),
                    ("\"\"", "\"\""),
                    ("{ \"a\" : [ 1 , null ] }", "{\"a\":[1,null]}"),
                ],
                bad: ["null", "true", "1", "[]", "[{}]", "1e5"]
            ) { $0.lifecycle?.session?.string }
        }
        + [
            "degraded", "limited", "history_sync", "disconnected", "replaced", "logged_out", "banned", "outdated",
            "failed",
            "stopped", "deleted",
        ].map { word in text("session.\(word)", "reason") { $0.lifecycle?.reason?.string } }

    static let body: [FieldCase] = ["message.received", "message.sent", "message.undecryptable"].flatMap { type in
        let isUndecryptable = type == "message.undecryptable"
        let kind = text(type, "kind", fallback: "text") { $0.body?.kind.string }
        let words = text(type, "text") { $0.body?.text?.string }
        return [
            address(type, "messageId", isRequired: true) { $0.body?.messageID.string },
            address(type, "chat", isRequired: true) { $0.body?.chat.string },
            time(type, "timestamp", isRequired: true) { $0.body.map { "\($0.timestamp)" } },
            flag(type, "fromMe", fallback: type == "message.sent" ? "true" : "false") {
                $0.body.map { "\($0.fromMe)" }
            },
            address(type, "sender") { $0.body?.sender?.string },
            isUndecryptable ? fixed(kind, "undecryptable") : kind,
            isUndecryptable ? fixed(words, nil) : words,
            address(type, "replyTo") { $0.body?.replyTo?.string },
            text(type, "pushName") { $0.body?.pushName?.string },
            aliases(type) { $0.body?.alias.map { "\($0.lid.string) \($0.phone.string)" } },
            status(type) { $0.body?.status.map { "\($0)" } },
        ]
    }

    /// The same field where it is read and overruled.
    private static func fixed(_ field: FieldCase, _ seen: String?) -> FieldCase {
        var field = field
        field.good = field.good.map { ($0.json, seen) }
        field.fallback = seen
        return field
    }

    static let status: [FieldCase] = [
        FieldCase(
            type: "message.status", field: "messageIds", isRequired: true,
            good: [
                (#"["A"]"#, "A"), (#"[ "A" , "B\u0000" , "A" ]"#, "A B\u{FFFD} A"),
                ("[\"\(String(repeating: "x", count: 255))\"]", String(repeating: "x", count: 255)),
            ],
            bad: [
                "null", "true", "1", "\"A\"", "{}", "[]", "[1]", "[null]", "[[]]", "[\"\"]", "[\"A\",\"\"]",
                "[\"A\",1]",
                "[\"A\",[\"B\"]]", "[\"A\",{}]", "[\"\(String(repeating: "x", count: 256))\"]",
            ]
        ) { data in
            data.status.map { ([$0.messageIDs.first] + $0.messageIDs.rest).map(\.string).joined(separator: " ") }
        },
        status("message.status", isRequired: true) { $0.status.map { "\($0.status)" } },
        flag("message.status", "fromMe", fallback: "true") { $0.status.map { "\($0.fromMe)" } },
        address("message.status", "participant") { $0.status?.participant?.string },
        time("message.status", "timestamp") { $0.status.map { "\($0.timestamp)" } },
        FieldCase(
            type: "message.status", field: "error",
            good: [
                (#"{"code":"131026","title":1}"#, "131026"), (#"{"code":""}"#, ""), (#"{"code":470}"#, "470"),
                (#"{"code":-9223372036854775808}"#, "-9223372036854775808"), (#"{"code":-0}"#, "0"), ("{}", nil),
                (#"{"code":9223372036854775807,"code":1}"#, "9223372036854775807"), (#"{"title":"x"}"#, nil),
            ],
            bad: [
                "null", "true", "\"x\"", "[]", "1", #"{"code":null}"#, #"{"code":1.0}"#, #"{"code":1e3}"#,
                #"{"code":{}}"#,
                #"{"code":9223372036854775808}"#, #"{"code":-9223372036854775809}"#, #"{"code":true}"#,
                #"{"code":["x"]}"#,
            ]
        ) { $0.status?.errorCode?.string },
    ]

    static let changes: [FieldCase] = [
        address("message.edited", "messageId", isRequired: true) { $0.edit?.messageID.string },
        address("message.edited", "editId", isRequired: true) { $0.edit?.editID.string },
        text("message.edited", "text", isRequired: true) { $0.edit?.text.string },
        address("message.edited", "sender") { $0.edit?.sender?.string },
        flag("message.edited", "fromMe", fallback: "false") { $0.edit.map { "\($0.fromMe)" } },
        time("message.edited", "timestamp") { $0.edit.map { "\($0.timestamp)" } },
        address("message.revoked", "messageId", isRequired: true) { $0.revoke?.messageID.string },
        address("message.revoked", "by") { $0.revoke?.by?.string },
        flag("message.revoked", "fromMe", fallback: "false") { $0.revoke.map { "\($0.fromMe)" } },
        time("message.revoked", "timestamp") { $0.revoke.map { "\($0.timestamp)" } },
        address("message.reaction", "messageId", isRequired: true) { $0.reaction?.messageID.string },
        address("message.reaction", "sender", isRequired: true) { $0.reaction?.sender.string },
        text("message.reaction", "emoji", isRequired: true) { $0.reaction?.emoji.string },
        flag("message.reaction", "fromMe", fallback: "false") { $0.reaction.map { "\($0.fromMe)" } },
        time("message.reaction", "timestamp") { $0.reaction.map { "\($0.timestamp)" } },
    ]

    static let contacts: [FieldCase] =
        [
            address("contact.updated", "contact", isRequired: true) { $0.contact?.contact.string },
            text("contact.updated", "name") { $0.contact?.name?.string },
            text("contact.updated", "pushName") { $0.contact?.pushName?.string },
            address("contact.updated", "phone") { $0.contact?.phone?.string },
            flag("contact.updated", "isBusiness", fallback: nil) { $0.contact?.isBusiness.map { "\($0)" } },
            aliases("contact.updated") { $0.contact?.alias.map { "\($0.lid.string) \($0.phone.string)" } },
        ]
        + ["chat.updated", "group.updated"].flatMap { type in
            [
                address(type, "chat", isRequired: true) { $0.chat?.chat.string },
                text(type, "name") { $0.chat?.name?.string },
                text(type, "description") { $0.chat?.description?.string },
                flag(type, "archived", fallback: nil) { $0.chat?.archived.map { "\($0)" } },
            ]
        }
}
