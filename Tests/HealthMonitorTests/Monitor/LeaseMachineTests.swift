import Testing

@testable import HealthMonitor

@Suite("A candidate for the lease")
struct LeaseMachineTests {
    static let second: Int64 = 1_000_000_000

    @Test("It asks until it has the lease, and renews from then on")
    func taking() {
        var machine = LeaseMachine()
        #expect(machine.request == .take)
        machine.taken(epoch: 4, sent: 0)
        #expect(machine.role == .active(epoch: 4))
        #expect(machine.request == .renew(epoch: 4))
    }

    @Test("It stops before the database would give the lease away")
    func expiry() {
        var machine = LeaseMachine()
        machine.taken(epoch: 4, sent: 0)
        machine.tick(10 * Self.second - 1)
        #expect(machine.role == .active(epoch: 4))
        machine.tick(10 * Self.second)
        #expect(machine.role == .standby)
        #expect(machine.request == .take)
    }

    @Test("A renewal counts from when it was sent")
    func renewal() {
        var machine = LeaseMachine()
        machine.taken(epoch: 4, sent: 0)
        machine.renewed(sent: 3 * Self.second)
        machine.tick(12 * Self.second)
        #expect(machine.role == .active(epoch: 4))
        machine.tick(13 * Self.second)
        #expect(machine.role == .standby)
    }

    @Test("What another took is lost at once, and a late renewal doesn't bring it back")
    func refusal() {
        var machine = LeaseMachine()
        machine.taken(epoch: 4, sent: 0)
        machine.refused()
        machine.renewed(sent: Self.second)
        #expect(machine.role == .standby)
    }

    @Test("A takeover is over within fifteen seconds of a death")
    func bound() {
        #expect(LeaseMachine.lifetime + LeaseMachine.interval <= .seconds(15))
        #expect(LeaseMachine.interval * 3 < LeaseMachine.lifetime)
    }
}
