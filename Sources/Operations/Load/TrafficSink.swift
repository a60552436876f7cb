internal import JSON

/// Takes an event's data field by field. There are two: one makes the tree, one the bytes; both are told the same.
protocol TrafficSink {
    mutating func text(_ name: String, _ text: TrafficText)
    mutating func integer(_ name: String, _ number: Int64)
    mutating func flag(_ name: String, _ value: Bool)
    mutating func object(_ name: String, _ describe: (inout Self) -> Void)
    mutating func list(_ name: String, _ text: TrafficText)
}

extension TrafficSink {
    mutating func text(_ name: String, _ address: TrafficAddress) { text(name, .address(address)) }
    mutating func text(_ name: String, id: UInt64) { text(name, .messageID(id)) }
}

/// A text before it is one.
enum TrafficText: Hashable, Sendable {
    /// As it stands; nothing in it needs an escape.
    case plain(String)
    case address(TrafficAddress)
    case messageID(UInt64)
    case number(UInt64)
    /// Seconds since the Unix epoch.
    case second(Int64)
    case words(TrafficWords)
    /// A person's or a chat's name.
    case name(Int)
}

/// Makes the tree.
struct TreeSink: TrafficSink {
    private(set) var members: [JSONValue.Member] = []

    mutating func text(_ name: String, _ text: TrafficText) { add(name, .string(Self.string(text))) }
    mutating func integer(_ name: String, _ number: Int64) { add(name, .integer(number)) }
    mutating func flag(_ name: String, _ value: Bool) { add(name, .bool(value)) }
    mutating func list(_ name: String, _ text: TrafficText) { add(name, [.string(Self.string(text))]) }

    mutating func object(_ name: String, _ describe: (inout TreeSink) -> Void) {
        var inner = TreeSink()
        describe(&inner)
        add(name, .object(inner.members))
    }

    private mutating func add(_ name: String, _ value: JSONValue) {
        members.append(JSONValue.Member(name: name, value: value))
    }

    private static func string(_ text: TrafficText) -> String {
        var bytes: [UInt8] = []
        var times = SecondText()
        text.write(into: &bytes, &times)
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// Makes the bytes, compact JSON.
struct ByteSink: TrafficSink {
    var bytes: [UInt8] = []
    var times = SecondText()
    private var isFirst = true

    mutating func text(_ name: String, _ text: TrafficText) {
        begin(name)
        quoted(text)
    }

    mutating func integer(_ name: String, _ number: Int64) {
        begin(name)
        bytes.append(decimal: number.magnitude, isNegative: number < 0)
    }

    mutating func flag(_ name: String, _ value: Bool) {
        begin(name)
        bytes.append(contentsOf: (value ? "true" : "false").utf8)
    }

    mutating func list(_ name: String, _ text: TrafficText) {
        begin(name)
        bytes.append(UInt8(ascii: "["))
        quoted(text)
        bytes.append(UInt8(ascii: "]"))
    }

    mutating func object(_ name: String, _ describe: (inout ByteSink) -> Void) {
        begin(name)
        open()
        describe(&self)
        close()
    }

    mutating func open() {
        bytes.append(UInt8(ascii: "{"))
        isFirst = true
    }

    mutating func close() {
        bytes.append(UInt8(ascii: "}"))
        isFirst = false
    }

    mutating func begin(_ name: String) {
        if !isFirst { bytes.append(UInt8(ascii: ",")) }
        isFirst = false
        bytes.append(UInt8(ascii: "\""))
        bytes.append(contentsOf: name.utf8)
        bytes.append(UInt8(ascii: "\""))
        bytes.append(UInt8(ascii: ":"))
    }

    private mutating func quoted(_ text: TrafficText) {
        bytes.append(UInt8(ascii: "\""))
        let start = bytes.count
        text.write(into: &bytes, &times)
        if case .words = text { bytes.escapeJSON(from: start) }
        bytes.append(UInt8(ascii: "\""))
    }
}
