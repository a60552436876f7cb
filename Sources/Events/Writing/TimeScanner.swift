/// Reads the parts of an RFC 3339 text from left to right; each part is nil where it isn't there.
struct TimeScanner {
    private let text: [UInt8]
    private var place = 0

    init(_ text: String) { self.text = Array(text.utf8.prefix(128)) }

    var isAtEnd: Bool { place == text.count }

    /// `2026-11-23`
    mutating func date() -> CivilDate? {
        guard let year = number(4), letter("-"), let month = number(2), letter("-"), let day = number(2) else {
            return nil
        }
        return CivilDate(year: year, month: month, day: day)
    }

    /// `10:00:00.123`, as microseconds of a day.
    mutating func clock() -> Int64? {
        guard let hour = number(2), letter(":"), let minute = number(2), letter(":"), let second = number(2),
            hour < 24, minute < 60, second < 60, let fraction = fraction()
        else { return nil }
        return ((hour * 60 + minute) * 60 + second) * 1_000_000 + fraction
    }

    /// `Z`, `+05:30`, `-23:59`, as minutes.
    mutating func offset() -> Int64? {
        if letter("Z") { return 0 }
        let isEast = letter("+")
        guard isEast || letter("-"), let hour = number(2), letter(":"), let minute = number(2), hour < 24, minute < 60
        else { return nil }
        return (isEast ? 1 : -1) * (hour * 60 + minute)
    }

    /// Passes one character, in either case: RFC 3339 allows `t` and `z`.
    mutating func letter(_ scalar: Unicode.Scalar) -> Bool {
        guard place < text.count, text[place] == UInt8(ascii: scalar) || isLowerCase(of: scalar) else { return false }
        place += 1
        return true
    }

    private func isLowerCase(of scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isUppercase && text[place] == UInt8(ascii: scalar) | 0x20
    }

    /// The microseconds of `.123456789`; 0 where no fraction stands.
    private mutating func fraction() -> Int64? {
        guard letter(".") else { return 0 }
        var microseconds: Int64 = 0
        var unit: Int64 = 100_000
        let start = place
        while let digit = digit() {
            microseconds += digit * unit
            unit /= 10
        }
        return place > start ? microseconds : nil
    }

    private mutating func number(_ count: Int) -> Int64? {
        var number: Int64 = 0
        for _ in 0..<count {
            guard let digit = digit() else { return nil }
            number = number * 10 + digit
        }
        return number
    }

    private mutating func digit() -> Int64? {
        guard place < text.count, UInt8(ascii: "0")...UInt8(ascii: "9") ~= text[place] else { return nil }
        defer { place += 1 }
        return Int64(text[place] - UInt8(ascii: "0"))
    }
}
