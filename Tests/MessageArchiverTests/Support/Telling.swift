/// A value of JSON that a test writes down.
enum Value: Hashable, Sendable, ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    case string(String)
    case integer(Int64)
    case bool(Bool)
    case list([Value])
    case object([String: Value])

    init(stringLiteral value: String) { self = .string(value) }
    init(integerLiteral value: Int64) { self = .integer(value) }
    init(booleanLiteral value: Bool) { self = .bool(value) }
    init(arrayLiteral elements: Value...) { self = .list(elements) }
    init(dictionaryLiteral elements: (String, Value)...) { self = .object(.init(uniqueKeysWithValues: elements)) }

    /// The time of `clock`, as RFC 3339.
    static func time(_ seconds: Double) -> Value { .string(timestamp(seconds, separator: "T") + "Z") }

    /// Its JSON.
    var text: String {
        switch self {
        case .string(let string): "\"" + string.unicodeScalars.map(Self.escaped).joined() + "\""
        case .integer(let number): String(number)
        case .bool(let value): String(value)
        case .list(let elements): "[" + elements.map(\.text).joined(separator: ",") + "]"
        case .object(let members):
            "{" + members.sorted { $0.key < $1.key }.map { "\"\($0.key)\":\($0.value.text)" }.joined(separator: ",")
                + "}"
        }
    }

    private static func escaped(_ scalar: Unicode.Scalar) -> String {
        scalar == "\"" || scalar == "\\" ? "\\" + String(scalar) : String(scalar)
    }
}

/// One event as a producer tells it.
struct Telling: Hashable, Sendable {
    var type: String
    var instance: String
    /// Seconds after ten o'clock of the day that all tests are in.
    var time: Double
    var data: [String: Value]

    /// The record's value, in structured mode.
    var text: String {
        let envelope: Value = [
            "specversion": "1.0", "id": "01JD0000000000000000000000", "source": "/gateways/test/node-1",
            "type": .string("whatsapp." + type), "subject": .string(instance), "time": .time(time),
            "data": .object(data),
        ]
        return envelope.text
    }
}

/// An event of `type` (without `whatsapp.`), at `time`.
func told(_ type: String, _ data: [String: Value], at time: Double = 0, instance: String = "loja") -> Telling {
    Telling(type: type, instance: instance, time: time, data: data)
}

/// A body: `message.received` of the message `M1` in its sender's chat, unless `data` says otherwise.
func body(_ data: [String: Value] = [:], type: String = "message.received", at time: Double = 0) -> Telling {
    let usual: [String: Value] = [
        "messageId": "M1", "chat": "551@s.whatsapp.net", "sender": "551@s.whatsapp.net", "text": "oi",
        "timestamp": .time(0),
    ]
    return told(type, usual.merging(data) { $1 }.filter { $0.value != "-" }, at: time)
}

/// A status of `M1`, which we sent.
func status(_ status: String, at time: Double, _ data: [String: Value] = [:]) -> Telling {
    told(
        "message.status",
        ["messageIds": ["M1"], "status": .string(status), "timestamp": .time(time)].merging(data) { $1 }, at: time)
}

/// An edit of `M1` by its sender.
func edit(_ id: String, _ text: String, at time: Double, _ data: [String: Value] = [:]) -> Telling {
    let usual: [String: Value] = [
        "messageId": "M1", "editId": .string(id), "text": .string(text), "sender": "551@s.whatsapp.net",
        "timestamp": .time(time),
    ]
    return told("message.edited", usual.merging(data) { $1 }.filter { $0.value != "-" }, at: time)
}

/// A time as Postgres prints it.
func clock(_ seconds: Double) -> String { timestamp(seconds, separator: " ") + "+00" }

private func timestamp(_ seconds: Double, separator: String) -> String {
    let micros = 36_000_000_000 + Int((seconds * 1_000_000).rounded())
    func two(_ number: Int) -> String { (number < 10 ? "0" : "") + String(number) }
    let whole = micros / 1_000_000
    var fraction = String(1_000_000 + micros % 1_000_000).dropFirst()
    while fraction.last == "0" { fraction.removeLast() }
    return "2026-11-23\(separator)\(two(whole / 3_600)):\(two(whole / 60 % 60)):\(two(whole % 60))"
        + (fraction.isEmpty ? "" : "." + fraction)
}
