/// Whether quiet can be told from not looking: how steadily the horizon goes on.
///
/// While the broker is away the horizon stands still, and then leaps over the outage. What gateways had to say in it may be lost, or
/// still wait in their buffers, so every quiet begins anew at its end. The first horizon of a monitor that has just read the log
/// comes with such a leap too, whose beginning nobody saw; there silences are only found after a while, by when buffers are
/// empty. An outage of the monitor alone hides nothing: the log has it all, by the times at which it happened.
struct Sight {
    /// A leap is longer than any pause between two looks of a monitor that can look.
    static let leap = 2 * Span.minute
    /// How long gateways may take to get rid of what they kept.
    static let settling = 2 * Span.minute

    private var last: Moment?
    private var first: Moment = 0

    /// Takes the horizon in.
    ///
    /// - returns: the end of an outage that is just over, or nil.
    mutating func saw(_ horizon: Moment) -> Moment? {
        defer { last = max(horizon, last ?? horizon) }
        guard let last else {
            first = horizon
            return nil
        }
        guard horizon &- last > Self.leap else { return nil }
        first = horizon
        return horizon
    }

    /// Whether what is missing is missing.
    var isClear: Bool { last.map { $0 &- first >= Self.settling } ?? false }
}
