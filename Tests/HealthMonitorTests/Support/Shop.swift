import Glibc
import TestSupport

@testable import HealthMonitor

let hour: Int64 = 60 * minute
let day: Int64 = 24 * hour
let week: Int64 = 7 * day

/// A Monday at midnight, UTC: 2026-08-03.
let monday: Moment = 1_785_715_200_000_000

/// A shop whose customers write in conversations, by hours of opening, on some days more and on others less.
struct Shop {
    /// Conversations an hour: by day of the week from Monday (0) and hour of the day.
    let rate: (Int, Int) -> Double
    /// How many messages a conversation has in the mean.
    var length = 5.0
    /// How much days differ (the deviation of the logarithm).
    var moods = 0.35
    /// By how much its clock is shifted from `shiftedFrom` on, as daylight saving does.
    var shift: Int64 = 0
    var shiftedFrom: Moment = .max
    private var random: SeededGenerator

    init(seed: UInt64, length: Double = 5, moods: Double = 0.35, rate: @escaping (Int, Int) -> Double) {
        (self.rate, self.length, self.moods, random) = (rate, length, moods, SeededGenerator(seed))
    }

    /// Monday to Friday from nine to six, six conversations an hour, and Saturday mornings.
    static func usual(_ seed: UInt64) -> Shop {
        Shop(seed: seed) { weekday, hour in
            weekday < 5 ? (9..<18).contains(hour) ? 6 : 0 : weekday == 5 && (9..<13).contains(hour) ? 3 : 0
        }
    }

    /// A conversation a minute by day, one in ten by night.
    static func busy(_ seed: UInt64) -> Shop {
        Shop(seed: seed, length: 3) { _, hour in (6..<23).contains(hour) ? 60 : 6 }
    }

    /// Three messages a week, whenever.
    static func sleepy(_ seed: UInt64) -> Shop { Shop(seed: seed, length: 1, moods: 0) { _, _ in 3 / 168 } }

    private mutating func uniform() -> Double { Double.random(in: 1e-12..<1, using: &random) }

    /// Exponential with that mean.
    private mutating func pause(_ mean: Double) -> Double { -mean * log(uniform()) }

    /// Close enough to normal, with mean 0 and deviation 1.
    private mutating func normal() -> Double { (0..<12).reduce(-6) { sum, _ in sum + uniform() } }

    /// The times of a day's messages, in order.
    mutating func messages(on day: Moment) -> [Moment] {
        let mood = exp(moods * normal() - moods * moods / 2)
        let offset = day >= shiftedFrom ? shift : 0
        let weekday = Int((day - monday) / (24 * hour) % 7)
        var times: [Moment] = []
        for number in 0..<24 {
            let perHour = rate(weekday, number) * mood
            guard perHour > 0 else { continue }
            var at = pause(60 / perHour)
            while at < 60 {
                var place = Double(number * 60) + at
                for _ in 0...Int(pause(length - 1)) {
                    times.append(day + offset + Int64(place * Double(minute)))
                    place += pause(2.5)
                }
                at += pause(60 / perHour)
            }
        }
        return times.sorted()
    }
}
