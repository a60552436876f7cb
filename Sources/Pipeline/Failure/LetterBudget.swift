/// How much of their records a lane's dead letters may keep in an hour (design §4).
///
/// A flood must not fill the disk, and one sender's must not take the room of the others: within the budget a letter keeps key,
/// headers and payload, beyond it coordinates and reason, and the archive and the log have the bytes.
package struct LetterBudget: Sendable {
    /// Letters an hour that are kept whole.
    package static let rows = 2_000
    /// Bytes an hour in letters that are kept whole.
    package static let bytes = 32 << 20
    /// One instance may use this part of either.
    package static let share = 4
    /// Instances that are told apart in an hour; the rest shares one account.
    package static let accounts = 1_024

    private static let hour: Int64 = 3_600_000_000_000

    private struct Account: Sendable {
        var rows = 0
        var bytes = 0

        func has(rows rowLimit: Int, bytes byteLimit: Int, for size: Int) -> Bool {
            rows < rowLimit && bytes + size <= byteLimit
        }

        mutating func take(_ size: Int) {
            rows += 1
            bytes += size
        }
    }

    private var began: Int64?
    private var total = Account()
    private var instances: [Int: Account] = [:]

    /// A budget of which nothing is used.
    package init() {}

    /// Takes a letter of `size` bytes; whether it may be kept whole.
    ///
    /// - parameter instance: a hash of whose record it is.
    /// - parameter now: nanoseconds of a clock that only goes forward.
    package mutating func admit(_ size: Int, instance: Int, at now: Int64) -> Bool {
        if now - (began ?? .min / 2) >= Self.hour {
            self = LetterBudget()
            began = now
        }
        let name = instances[instance] != nil || instances.count < Self.accounts ? instance : 0
        var own = instances[name] ?? Account()
        guard total.has(rows: Self.rows, bytes: Self.bytes, for: size),
            own.has(rows: Self.rows / Self.share, bytes: Self.bytes / Self.share, for: size)
        else { return false }
        total.take(size)
        own.take(size)
        instances[name] = own
        return true
    }
}
