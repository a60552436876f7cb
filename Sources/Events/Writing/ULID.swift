/// An id that sorts by the time it was made: 48 bits of milliseconds and 80 of chance, in 26 characters of Crockford's
/// base 32.
/// https://github.com/ulid/spec
package struct ULID: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// Time and chance as one number.
    package let value: UInt128

    /// The id with that number.
    package init(value: UInt128) { self.value = value }

    /// The id made of a time and of the lowest 80 bits of `chance`. Times that 48 bits can't hold are brought to the
    /// nearest.
    package init(milliseconds: Int64, chance: UInt128) {
        let time = UInt128(min(max(milliseconds, 0), 1 << 48 - 1))
        value = time << 80 | chance & (1 << 80 - 1)
    }

    /// When it was made.
    package var milliseconds: Int64 { Int64(value >> 80) }

    /// Earlier ids come first, as numbers and as text.
    package static func < (left: ULID, right: ULID) -> Bool { left.value < right.value }

    /// The 26 characters.
    package var description: String {
        let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)
        let characters = (0..<26).map { alphabet[Int(value >> (5 * (25 - $0)) & 31)] }
        return String(decoding: characters, as: UTF8.self)
    }
}

/// Makes ULIDs that grow strictly, also within a millisecond and when the clock is set back.
package struct ULIDMaker<Chance: RandomNumberGenerator> {
    private var chance: Chance
    private var last = ULID(value: 0)

    /// A maker with its own source of chance; a test gives it one with a seed.
    package init(_ chance: Chance) { self.chance = chance }

    /// The next id, for something that happened at that time (microseconds since the Unix epoch).
    package mutating func next(at microseconds: Int64) -> ULID {
        let random = UInt128(chance.next()) << 64 | UInt128(chance.next())
        let fresh = ULID(milliseconds: microseconds / 1_000, chance: random)
        last = fresh > last ? fresh : ULID(value: last.value &+ 1)
        return last
    }
}

extension ULIDMaker where Chance == SystemRandomNumberGenerator {
    /// A maker that takes its chance from the system.
    package init() { self.init(SystemRandomNumberGenerator()) }
}

extension ULIDMaker: Sendable where Chance: Sendable {}
