import Bytes
import Testing

@testable import Events

/// One field of one type: what it takes, what it refuses, and how it is seen in what was read.
struct FieldCase: Sendable, CustomTestStringConvertible {
    var type: String
    var field: String
    var isRequired = false
    /// JSON that is taken, and what then is seen.
    var good: [(json: String, seen: String?)]
    /// JSON that is refused.
    var bad: [String]
    /// What is seen without the field.
    var fallback: String?
    var seen: @Sendable (EventData) -> String?

    var testDescription: String { "\(type) \(field)" }

    static let all = lifecycle + body + status + changes + contacts

    // MARK: Kinds of values

    private static func json(_ text: String) -> String { "\"\(text)\"" }

    /// An id or address.
    static func address(
        _ type: String, _ field: String, isRequired: Bool = false, _ seen: @escaping @Sendable (EventData) -> String?
    ) -> FieldCase {
        let texts = [
            "x", " ", String(repeating: "x", count: 255), String(repeating: "é", count: 127) + "x",
            "5511@s.whatsapp.net",
        ]
        let escaped = [
            (#""\u0000""#, "\u{FFFD}"), (#""a\ud800""#, "a\u{FFFD}"), (#""\ud83d\ude00""#, "😀"),
            (#""a\/b\"""#, "a/b\""),
            ("\"" + String(repeating: #"\u0078"#, count: 255) + "\"", String(repeating: "x", count: 255)),
        ]
        return FieldCase(
            type: type, field: field, isRequired: isRequired, good: texts.map { (json($0), $0) } + escaped,
            bad: notStrings + [
                "\"\"", json(String(repeating: "x", count: 256)), json(String(repeating: "é", count: 128)),
                json(String(repeating: #"\u0000"#, count: 86)),
            ],
            seen: seen)
    }

    /// A string that may be empty.
    static func text(
        _ type: String, _ field: String, isRequired: Bool = false, fallback: String? = nil,
        _ seen: @escaping @Sendable (EventData) -> String?
    ) -> FieldCase {
        let texts = ["", "x", "olá 😀", String(repeating: "x", count: 70_000)]
        let escaped = [
            (#""\u0000\u0000""#, "\u{FFFD}\u{FFFD}"), (#""\ud800\udc00\udc00\ud800""#, "\u{10000}\u{FFFD}\u{FFFD}"),
            (#""\b\f\n\r\t\u001f\\""#, "\u{8}\u{C}\n\r\t\u{1F}\\"), ("\"\u{7F}\"", "\u{7F}"),
        ]
        return FieldCase(
            type: type, field: field, isRequired: isRequired, good: texts.map { (json($0), $0) } + escaped,
            bad: notStrings, fallback: fallback, seen: seen)
    }

    static func flag(
        _ type: String, _ field: String, fallback: String?, _ seen: @escaping @Sendable (EventData) -> String?
    ) -> FieldCase {
        FieldCase(
            type: type, field: field, good: [("true", "true"), ("false", "false")],
            bad: ["null", "1", "0", "\"true\"", "[]", "{}", "[true]"], fallback: fallback, seen: seen)
    }

    /// A time; the sample events happen at 2026-11-23T10:00:00.123Z.
    static func time(
        _ type: String, _ field: String, isRequired: Bool = false, _ seen: @escaping @Sendable (EventData) -> String?
    ) -> FieldCase {
        FieldCase(
            type: type, field: field, isRequired: isRequired,
            good: [
                (json("1970-01-01T00:00:00.000001Z"), "1"), (json("1970-01-01T05:30:00.1234567+05:30"), "123456"),
                (json(#"1970-01-01T00:00:00\u005a"#), "0"),
            ],
            bad: notStrings + [
                "\"\"", json("1970-01-01"), json("1970-01-01T24:00:00Z"), json("10000-01-01T00:00:00Z"),
            ],
            fallback: isRequired ? nil : "1795428000123000", seen: seen)
    }

    static func status(
        _ type: String, isRequired: Bool = false, _ seen: @escaping @Sendable (EventData) -> String?
    ) -> FieldCase {
        FieldCase(
            type: type, field: "status", isRequired: isRequired,
            good: ["pending", "server", "delivered", "read", "played", "failed"].map { (json($0), $0) },
            bad: notStrings + ["\"\"", "\"Read\"", "\"seen\"", "\"read \""], seen: seen)
    }

    static func aliases(_ type: String, _ seen: @escaping @Sendable (EventData) -> String?) -> FieldCase {
        let long = String(repeating: "x", count: 256)
        return FieldCase(
            type: type, field: "aliases",
            good: [
                (#"{"lid":"1@lid","phone":"5@s.whatsapp.net"}"#, "1@lid 5@s.whatsapp.net"),
                (#"{"x":[{}],"phone":"5","lid":"\u0031","lid":2}"#, "1 5"),
            ],
            bad: [
                "null", "true", "1", "\"x\"", "[]", "{}", #"{"lid":"1@lid"}"#, #"{"phone":"5"}"#,
                #"{"lid":"","phone":"5"}"#,
                #"{"lid":"1","phone":null}"#, #"{"lid":1,"phone":"5"}"#, "{\"lid\":\"\(long)\",\"phone\":\"5\"}",
            ],
            seen: seen)
    }

    static let notStrings = ["null", "true", "false", "1", "-1.5e3", "[]", "{}", "[\"x\"]", "{\"x\":\"y\"}"]
}
