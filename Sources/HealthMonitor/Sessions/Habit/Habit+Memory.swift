import JSON

/// How a habit is remembered: exactly, so that a monitor that takes over judges as the one before.
extension Habit {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

    private static let values: [Int] = {
        var values = [Int](repeating: 0, count: 128)
        for (value, letter) in alphabet.enumerated() { values[Int(letter)] = value }
        return values
    }()

    /// Nil where there was no traffic.
    var json: JSONValue? {
        guard hour != 0 else { return nil }
        return [
            "slots": .string(Self.text(slots)), "hour": .integer(hour),
            "minutes": .array((0..<4).map { .integer(minutes[$0]) }), "watched": Self.number(watched),
            "began": .integer(began), "weight": Self.number(weight), "crossed": crossed.map { .integer($0) } ?? .null,
            "tails": .array(
                [tails.counts, tails.sums, tails.squares].flatMap { four in (0..<4).map { Self.number(four[$0]) } }),
        ]
    }

    init?(_ json: JSONValue) {
        guard let hour = json["hour"]?.int64, let slots = json["slots"]?.string.flatMap(Self.slots) else { return nil }
        self.init()
        (self.hour, self.slots, busyness) = (hour, slots, Self.busyness(of: slots))
        for place in 0..<4 {
            if case .number(let digits)? = json["minutes"]?[place] { minutes[place] = UInt64(digits) ?? 0 }
            tails.counts[place] = Self.float(json["tails"]?[place])
            tails.sums[place] = Self.float(json["tails"]?[place + 4])
            tails.squares[place] = Self.float(json["tails"]?[place + 8])
        }
        (watched, weight) = (Self.float(json["watched"]), Self.float(json["weight"]))
        (began, crossed) = (json["began"]?.int64 ?? 0, json["crossed"]?.int64)
    }

    /// The shortest digits that give the same number again.
    private static func number(_ value: Float) -> JSONValue { .number(value == 0 ? "0" : "\(value)") }

    private static func float(_ json: JSONValue?) -> Float {
        guard case .number(let digits)? = json, let value = Float(digits), value.isFinite else { return 0 }
        return value
    }

    /// Three letters an hour: a third of what a list of numbers would take.
    private static func text(_ slots: [WeekHour]) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(3 * slots.count)
        for slot in slots {
            for shift in [12, 6, 0] as [UInt16] { bytes.append(alphabet[Int(slot.bits >> shift & 63)]) }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func slots(_ text: String) -> [WeekHour]? {
        var slots: [WeekHour] = []
        slots.reserveCapacity(168)
        var (bits, count) = (0, 0)
        for byte in text.utf8 {
            bits = bits << 6 | values[Int(byte & 127)]
            count += 1
            guard count % 3 == 0 else { continue }
            slots.append(WeekHour(bits: UInt16(truncatingIfNeeded: bits)))
            bits = 0
        }
        return slots.count == 168 && count == 504 ? slots : nil
    }
}

extension Pulse {
    /// Nil where there was no heartbeat.
    var json: JSONValue? {
        count == 0 ? nil : ["last": .integer(last), "interval": .integer(interval), "count": .integer(count)]
    }

    init?(_ json: JSONValue) {
        guard let last = json["last"]?.int64, let count = json["count"]?.int64 else { return nil }
        self.init(last: last, interval: json["interval"]?.int64 ?? 0, count: Int(clamping: count))
    }
}
