import Testing

@testable import Pipeline

@Suite("SQLSTATEs fall into the classes of the design")
struct FailureClassTests {
    @Test(
        "Each code has its class",
        arguments: [
            ("40001", .retry), ("40P01", .retry), ("55P03", .retry), ("57014", .halve),
            ("08006", .reconnect), ("08P01", .reconnect), ("57P01", .reconnect), ("57P02", .reconnect),
            ("57P03", .reconnect), ("57P05", .reconnect), ("25P03", .reconnect), ("40003", .reconnect),
            ("53300", .reconnect), ("53100", .reconnect), ("53200", .reconnect), ("58030", .reconnect),
            ("25006", .reconnect),
            ("28P01", .misconfigured), ("3D000", .misconfigured), ("42P01", .misconfigured), ("42501", .misconfigured),
            ("0A000", .misconfigured),
            ("22P02", .poison), ("22021", .poison), ("22P05", .poison), ("23502", .poison), ("23514", .poison),
            ("54001", .poison),
            ("ZP001", .fenced), ("23505", .invariant),
            ("23503", .unknown), ("P0001", .unknown), ("XX000", .unknown),
        ] as [(String, FailureClass)])
    func classes(code: String, expected: FailureClass) {
        #expect(FailureClass(Fault(sqlState: code)) == expected)
    }

    @Test("A missing answer is never anything but a reconnect", arguments: ["22P02", "23505", "ZP001", "40001"])
    func unknownOutcome(code: String) {
        #expect(FailureClass(Fault(sqlState: code, outcomeIsUnknown: true)) == .reconnect)
        #expect(FailureClass(Fault(sqlState: nil)) == .reconnect)
    }

    @Test(
        "What the user's own constraint refuses is a misconfiguration", arguments: ["22P02", "23502", "23514", "22001"])
    func usersObject(code: String) {
        #expect(FailureClass(Fault(sqlState: code, isUsersObject: true)) == .misconfigured)
    }

    @Test("Waits double up to their ceiling, and jitter takes at most half away")
    func backoff() {
        var backoff = Backoff(floor: .milliseconds(100), ceiling: .seconds(1))
        #expect(
            (0..<6).map { _ in backoff.next(jitter: 0) } == [50, 100, 200, 400, 500, 500].map { .milliseconds($0) })
        backoff.reset()
        #expect(backoff.next(jitter: 1) == .milliseconds(100))
        for _ in 0..<200 { #expect(backoff.next(jitter: 0.5) <= .seconds(1)) }
    }
}
