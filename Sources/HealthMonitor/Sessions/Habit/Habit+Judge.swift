extension Habit {
    /// What counts in an hour.
    func pace(of hour: Int64) -> Pace { pace(of: hour, limit: limit) }

    /// The same where the limit, which is one for all hours, is known already.
    private func pace(of hour: Int64, limit: Float) -> Pace {
        let (unit, business) = weight(ofMinuteIn: hour)
        return Pace(unit: unit, business: business, limit: limit, isMature: isMature, isInUse: busyness >= Self.inUse)
    }

    /// When the quiet of now became silence, by what is known up to `horizon`; nil where it isn't.
    ///
    /// - parameter connected: since when the session is connected and watched.
    func silence(at horizon: Moment, connected: Moment) -> Moment? {
        guard hour != 0 else { return nil }
        if let last = lastActive {
            // What comes after it in the hour at hand.
            guard last < horizon else { return nil }
            return pace(of: hour).crossing(from: last, to: horizon, weight: 0, began: last)
        }
        if connected > began {
            return pace(of: hour).crossing(
                from: max(connected, hour &* Span.hour), to: horizon, weight: 0, began: connected)
        }
        return crossed
            ?? pace(of: hour).crossing(from: hour &* Span.hour, to: horizon, weight: weight, began: began)
    }

    /// The end of the last active minute that isn't learned yet.
    private var lastActive: Moment? {
        for place in (0..<4).reversed() where minutes[place] != 0 {
            let minute = Int64(63 - minutes[place].leadingZeroBitCount)
            return (hour &+ Int64(place)) &* Span.hour &+ (minute + 1) &* Span.minute
        }
        return nil
    }

    /// How long a quiet that began at `moment` may last; nil where nothing is known, or it may last four weeks.
    func allowance(from moment: Moment) -> Int64? {
        guard hour != 0, isMature, moment >= 0 else { return nil }
        let (first, limit) = (moment / Span.hour, limit)
        var (weight, start) = (Float(0), moment)
        for hour in first..<first + 4 * 168 {
            // Every week weighs the same: where four of the first don't reach the limit, the other three need no look.
            if hour == first + 168, 4 * weight < limit { return nil }
            let pace = pace(of: hour, limit: limit)
            let end = (hour &+ 1) &* Span.hour
            if let crossing = pace.crossing(from: start, to: end, weight: weight, began: moment) {
                return crossing &- moment
            }
            weight += pace.unit * Float(end &- start) / Float(Span.minute)
            start = end
        }
        return nil
    }
}
