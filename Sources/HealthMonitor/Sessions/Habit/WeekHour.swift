/// What is known of one hour of the week, in sixteen bits: its mean of active minutes to a 64th, and the weeks behind it up to 15.
package struct WeekHour: Hashable, Sendable {
    /// Twelve bits of mean, four of weeks.
    var bits: UInt16 = 0

    /// The mean of active minutes.
    var mean: Float { Float(bits >> 4) / 64 }

    /// How many weeks are in it.
    var weeks: Int { Int(bits & 15) }

    /// Learns one more week.
    mutating func learn(_ active: Int) {
        let weight = max(1 / Float(weeks + 1), 0.25)
        let next = mean + weight * (Float(active) - mean)
        bits = UInt16(max(0, min((next * 64).rounded(), 3_840))) << 4 | UInt16(min(weeks + 1, 15))
    }

    /// The share of active minutes as far as so few weeks can tell; 0 where none was watched.
    var caution: Float { mean / 60 * Float(weeks) / Float(weeks + 1) }
}
