/// How much traffic a session usually has in each hour of the week, and how long a quiet is then no accident.
///
/// **What is learned.** For each of the 168 hours of a week (UTC) the share of minutes in which WhatsApp said anything at all; not how
/// many messages, since one long conversation proves no more than a short one. A minute that is told of twice is one minute,
/// so records that are read again change nothing. An hour is learned once everything up to its end is read and only if the session was
/// connected throughout and not silent: neither an outage of its own, nor of ours, nor of the broker teaches that it is quiet.
/// The first weeks count alike, later each new week a quarter: half of an old habit is gone after two and a half weeks.
///
/// **How a quiet is judged.** If minutes were independent, a quiet of those minutes would have the probability e^−Λ, where Λ is the sum
/// of −ln(1 − share) over them: three minutes of a busy Monday weigh as much as a night. They aren't independent: messages come in
/// conversations. So Λ is divided by how long this session's quiets really are, in the same unit (`Tails`, learned apart for hours of four
/// degrees of business). For a well learned session quiets past one unit have then about the tail e^−(z − 1), and with k of them a
/// week, one is called silence where fewer than `rate` in a week would be so long: z ≥ 1 + ln(k / rate).
///
/// **How often it errs.** By that rule once in 10,000 weeks. Days differ in business though, which the tail doesn't know: simulated shops
/// whose days vary by a third to both sides are called silent in vain about once a year each, for some minutes, always `degraded`.
///
/// **Caution.** The share of an hour is taken for that of the least busy of it and its two neighbours, and for less as long as few
/// weeks are known. So an hour that shifts by daylight saving, or a shop that opens late, raises nothing, at the price of
/// an hour's delay after opening. A session whose week has fewer than `least` minutes of traffic is never judged by it, nor is an hour that was
/// never watched. Before a week is known, only `newcomer` (three days without anything from one that was in use) is silence. A
/// holiday on which nothing at all comes can't be told from an outage: it is told of once, and teaches nothing.
package struct Habit: Hashable, Sendable {
    /// Each hour's mean of active minutes and the number of weeks behind it; empty until there is traffic.
    var slots: [WeekHour] = []
    /// The first hour that isn't learned yet, counted from 1970; 0 until there is traffic.
    var hour: Int64 = 0
    /// The active minutes of that hour and of the three after it, which other partitions may be read into already.
    var minutes = SIMD4<UInt64>()
    /// How long its quiets are.
    var tails = Tails()
    /// Active minutes of a usual week: the sum of the means.
    var busyness: Float = 0
    /// Hours that were learned, old ones counting less.
    var watched: Float = 0
    /// When the quiet under way began, as seen from the beginning of `hour`.
    var began: Moment = 0
    /// What it weighs up to there.
    var weight: Float = 0
    /// When it became silence, if that was before.
    var crossed: Moment?

    /// None yet.
    init() {}

    /// Chances of a false alarm in a week.
    static let rate: Float = 0.0001
    /// Active minutes a week below which nothing is concluded.
    static let least: Float = 20
    /// No quiet that is shorter is silence, however busy a session is.
    static let shortest = 5 * Span.minute
    /// How long one that hasn't been known for a week must give nothing.
    static let newcomer = 72 * Span.hour
    /// Active minutes that show one of those to be in use.
    static let inUse: Float = 30
    /// Hours after which it has been known for a week, as old ones count less.
    static let week: Float = 150
    /// Hours after which nothing is left of a habit: a clock that stood in 1970 would else have every hour since then learned.
    static let lifetime: Int64 = 26 * 168
    /// Old hours lose as much weight with each new one: six weeks' time constant.
    static let fading: Float = 1 - 1 / 1_008

    /// Takes a minute with traffic in.
    mutating func note(_ time: Moment, connected: Moment?) {
        // Hours are counted from 1970, and what is dated before is a clock that isn't set.
        guard time >= Span.hour else { return }
        let minute = time / Span.minute
        forget(at: minute / 60)
        if hour == 0 {
            hour = minute / 60
            slots = Array(repeating: WeekHour(), count: 168)
        }
        guard minute / 60 >= hour else { return }
        // Only where partitions are read hours apart from each other: what comes later of such an hour is missed, so that the session
        // seems less busy than it is, which errs on the side of caution.
        while minute / 60 &- hour >= 4 { closeHour(connected: connected) }
        minutes[Int(minute / 60 &- hour)] |= 1 << UInt64(minute % 60)
    }

    /// Learns every hour that is over.
    ///
    /// - parameter horizon: up to when everything is read.
    /// - parameter connected: since when the session is connected and watched; nil while it isn't.
    mutating func advance(to horizon: Moment, connected: Moment?) {
        forget(at: horizon / Span.hour)
        guard hour != 0 else { return }
        while (hour &+ 1) &* Span.hour <= horizon { closeHour(connected: connected) }
    }

    /// A habit that ends so long before `now` is none any more.
    private mutating func forget(at now: Int64) {
        if hour != 0, now &- hour > Self.lifetime { self = Habit() }
    }

    /// Whether enough is known to judge by it.
    var isMature: Bool { watched >= Self.week && busyness >= Self.least }

    /// The weight from which on a quiet is silence.
    var limit: Float { tails.limit(weeks: watched / 168, rate: Self.rate) }

    /// What a quiet minute of that hour weighs, in units of this session's usual quiets, and which tail it belongs to.
    func weight(ofMinuteIn hour: Int64) -> (weight: Float, business: Int) {
        let place = Int(hour % 168)
        let share = min(
            slots[place].caution, slots[(place + 1) % 168].caution, slots[(place + 167) % 168].caution)
        return tails.weigh(share: share, weeks: watched / 168)
    }
}
