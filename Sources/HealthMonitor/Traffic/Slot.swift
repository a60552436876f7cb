/// The quarter of an hour that a moment lies in, counted from 1970: sliding counts are kept by it, so that what they come to
/// depends on the events' times and not on their order.
struct Slot: Hashable, Sendable, Comparable {
    /// How long one is.
    static let length = 15 * Span.minute
    /// How many of them a window has: together the last 45 to 60 minutes.
    static let window: Int32 = 4
    /// How many of them a week has.
    private static let week: Int32 = 7 * 24 * 4

    let number: Int32

    init(number: Int32) { self.number = number }

    init(of moment: Moment) { number = Int32(clamping: max(0, moment) / Self.length) }

    /// Its place among as many as a window has.
    var place: Int { Int(number & (Self.window - 1)) }

    /// The week that it lies in.
    var week: Int32 { number / Self.week }

    /// Whether it has left the window that ends with `newest`.
    func isOut(of newest: Slot) -> Bool { number <= newest.number - Self.window }

    static func < (left: Slot, right: Slot) -> Bool { left.number < right.number }
}
