import Glibc

/// What a run was asked for by the environment; `bash Tests/run.sh faults --seed N --minutes M` sets it.
enum FaultSettings {
    /// `TEST_SEED`: the one seed of this run, so that what failed once is tried again.
    static let seed = number("TEST_SEED").map { UInt64($0) } ?? nil

    /// `TEST_MINUTES`: how long mixtures with further seeds go on.
    static let minutes = number("TEST_MINUTES").flatMap { Double($0) }

    /// Whether neither was asked for: a short fixed set, and one new seed.
    static var isBrief: Bool { seed == nil && minutes == nil }

    /// The seed of the mixtures: the one asked for, else a new one each run.
    static let mixtureSeed = seed ?? UInt64.random(in: 1...999_999)

    /// The seed of a fixed case, unless one was asked for.
    static func seed(or fixed: UInt64) -> UInt64 { seed ?? fixed }

    private static func number(_ name: String) -> String? {
        guard let text = unsafe getenv(name) else { return nil }
        let value = unsafe String(cString: text)
        return value.isEmpty ? nil : value
    }
}
