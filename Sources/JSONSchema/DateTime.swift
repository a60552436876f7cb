/// The format `date-time`.
enum DateTime {
    /// Whether a text is a `date-time` of RFC 3339. A leap second may stand at the end of a UTC day alone.
    static func holds(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard bytes.count >= 20, matches(bytes.prefix(19), "0000-00-00T00:00:00") else { return false }
        var zone = bytes.dropFirst(19)
        if zone.first == UInt8(ascii: ".") {
            let fraction = zone.dropFirst().prefix { isDigit($0) }
            guard !fraction.isEmpty else { return false }
            zone = zone[fraction.endIndex...]
        }
        guard let offset = minutes(of: zone), isDate(bytes) else { return false }
        let (hour, minute, second) = (number(bytes, 11, 2), number(bytes, 14, 2), number(bytes, 17, 2))
        guard hour < 24, minute < 60 else { return false }
        let minuteOfDay = (hour * 60 + minute - offset + 2 * 1440) % 1440
        return second < 60 || second == 60 && minuteOfDay == 1439
    }

    private static func isDate(_ bytes: [UInt8]) -> Bool {
        let (year, month, day) = (number(bytes, 0, 4), number(bytes, 5, 2), number(bytes, 8, 2))
        guard (1...12).contains(month) else { return false }
        let isLeap = year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400))
        let days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        return (1...days[month - 1]).contains(day)
    }

    /// The minutes east of UTC; nil where it is no offset.
    private static func minutes(of zone: ArraySlice<UInt8>) -> Int? {
        if zone.count == 1, let letter = zone.first { return letter | 0x20 == UInt8(ascii: "z") ? 0 : nil }
        guard let sign = zone.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") else { return nil }
        let digits = zone.dropFirst()
        guard matches(digits, "00:00") else { return nil }
        let (hours, minutes) = (number(Array(digits), 0, 2), number(Array(digits), 3, 2))
        guard hours < 24, minutes < 60 else { return nil }
        return (hours * 60 + minutes) * (sign == UInt8(ascii: "-") ? -1 : 1)
    }

    /// Whether bytes have a form: `0` is any digit, `T` either case, anything else itself.
    private static func matches(_ bytes: ArraySlice<UInt8>, _ form: String) -> Bool {
        bytes.count == form.utf8.count
            && zip(bytes, form.utf8).allSatisfy { byte, wanted in
                switch wanted {
                case UInt8(ascii: "0"): isDigit(byte)
                case UInt8(ascii: "T"): byte | 0x20 == UInt8(ascii: "t")
                default: byte == wanted
                }
            }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    private static func number(_ bytes: [UInt8], _ start: Int, _ count: Int) -> Int {
        bytes[start..<start + count].reduce(0) { $0 * 10 + Int($1) - 48 }
    }
}
