extension Habit {
    /// Learns the hour `hour`, and goes on to the next.
    mutating func closeHour(connected: Moment?) {
        let begin = hour &* Span.hour
        let active = minutes[0]
        if let connected, connected < begin &+ Span.hour {
            if connected > began { (began, weight, crossed) = (connected, 0, nil) }
            let wasSilent = crossed != nil
            walk(active, from: max(connected, begin))
            if connected <= begin, !wasSilent || active != 0 { learn(active) }
        } else {
            (weight, crossed) = (0, nil)
        }
        hour &+= 1
        minutes = SIMD4(minutes[1], minutes[2], minutes[3], 0)
    }

    private mutating func learn(_ active: UInt64) {
        slots[Int(hour % 168)].learn(active.nonzeroBitCount)
        busyness = Self.busyness(of: slots)
        tails.fade(Self.fading)
        watched = watched * Self.fading + 1
    }

    /// Goes through an hour's minutes from the first that counts: quiets grow, and end.
    private mutating func walk(_ active: UInt64, from: Moment) {
        let begin = hour &* Span.hour
        let (pace, weeks) = (pace(of: hour), watched / 168)
        var place = Int((from &- begin &+ Span.minute - 1) / Span.minute)
        while place < 60 {
            let rest = active >> UInt64(place)
            let quiet = rest == 0 ? 60 - place : rest.trailingZeroBitCount
            let start = begin &+ Int64(place) &* Span.minute
            let end = start &+ Int64(quiet) &* Span.minute
            crossed = crossed ?? pace.crossing(from: start, to: end, weight: weight, began: began)
            weight += pace.unit * Float(quiet)
            guard rest != 0 else { return }
            tails.learn(weight, limit: pace.limit, business: pace.business, weeks: weeks)
            (weight, crossed, began) = (0, nil, end &+ Span.minute)
            place += quiet + 1
        }
    }

    /// Active minutes of a week like that.
    static func busyness(of slots: [WeekHour]) -> Float { slots.reduce(0) { $0 + $1.mean } }
}
