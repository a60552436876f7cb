/// What counts in one hour: how much a quiet minute weighs there, and how much is too much.
struct Pace {
    /// The weight of a quiet minute.
    let unit: Float
    /// Which of the tails it belongs to.
    let business: Int
    /// The weight from which on a quiet is silence.
    let limit: Float
    /// Whether the habit is known well enough for that.
    let isMature: Bool
    /// Whether one that isn't known yet is in use at all.
    let isInUse: Bool

    /// When a quiet becomes silence between `start` and `end`; nil where it doesn't.
    ///
    /// - parameter weight: what it weighs at `start`.
    /// - parameter began: when it began.
    func crossing(from start: Moment, to end: Moment, weight: Float, began: Moment) -> Moment? {
        let moment: Moment
        if isMature {
            guard unit > 0 || weight >= limit else { return nil }
            let minutes = weight >= limit ? 0 : min((limit - weight) / unit, 1_000)
            moment = max(start &+ Int64(minutes * Float(Span.minute)), began &+ Habit.shortest)
        } else {
            guard isInUse else { return nil }
            moment = began &+ Habit.newcomer
        }
        return moment <= end ? moment : nil
    }
}
