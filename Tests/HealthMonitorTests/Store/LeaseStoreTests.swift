import Postgres
import TestTraits
import Testing

@testable import HealthMonitor

@Suite("The lease in the database", .waitsForServers, .timeLimit(.minutes(2)))
struct LeaseStoreTests {
    let database: MonitorDatabase
    let one: DatabaseSession
    let two: DatabaseSession
    let first = LeaseStore(holder: "m1", seconds: 10)
    let second = LeaseStore(holder: "m2", seconds: 10)

    init() throws {
        database = try MonitorDatabase()
        one = database.session()
        two = database.session()
    }

    private func take(_ store: LeaseStore, _ session: DatabaseSession) throws -> LeaseStore.Taking {
        try session.use { connection throws(PostgresError) in try store.take(on: &connection) }
    }

    private func renew(_ store: LeaseStore, _ epoch: Int64, _ session: DatabaseSession) throws -> Bool {
        try session.use { connection throws(PostgresError) in try store.renew(epoch: epoch, on: &connection) }
    }

    @Test("One of two gets it, the other hears who has it")
    func taking() throws {
        #expect(try take(first, one) == .taken(epoch: 1, from: nil))
        #expect(try take(second, two) == .held(by: "m1"))
        #expect(try renew(first, 1, one))
        #expect(try database.values("SELECT count(*) FROM zapline.monitor_lease") == ["1"])
    }

    @Test("One that expired goes to whoever asks, and its old holder can't renew")
    func takeover() throws {
        _ = try take(first, one)
        try one.execute("UPDATE zapline.monitor_lease SET expires_at = clock_timestamp() - interval '1 ms'")
        #expect(try take(second, two) == .taken(epoch: 2, from: "m1"))
        #expect(try !renew(first, 1, one))
        #expect(try take(first, one) == .held(by: "m2"))
    }

    @Test("One that expired and that nobody took is still ours to renew")
    func lateRenewal() throws {
        _ = try take(first, one)
        try one.execute("UPDATE zapline.monitor_lease SET expires_at = clock_timestamp() - interval '1 s'")
        #expect(try renew(first, 1, one))
        #expect(try take(second, two) == .held(by: "m1"))
    }

    @Test("One that is given back is free at once")
    func release() throws {
        _ = try take(first, one)
        try one.use { [first] connection throws(PostgresError) in try first.release(epoch: 1, on: &connection) }
        #expect(try take(second, two) == .taken(epoch: 2, from: "m1"))
    }

    @Test("A transaction of an old epoch fails as a whole")
    func fencing() throws {
        _ = try take(first, one)
        try one.execute("UPDATE zapline.monitor_lease SET epoch = 2, holder = 'm2'")
        let error = #expect(throws: PostgresError.self) {
            try one.execute(
                "BEGIN; INSERT INTO zapline.health_outbox (topic, key, event_id) VALUES ('health', 'k', 'e'); SELECT zapline.hold_lease(1); COMMIT"
            )
        }
        #expect(error?.sqlState == .fenced)
        #expect(try database.values("SELECT key FROM zapline.health_outbox") == [])
        // The session is good for the next transaction.
        try one.execute("BEGIN; SELECT zapline.hold_lease(2); COMMIT")
    }

    @Test("Nobody takes it while a transaction of its holder is open")
    func openTransaction() throws {
        _ = try take(first, one)
        try one.execute("BEGIN; SELECT zapline.hold_lease(1)")
        try two.execute("SET lock_timeout = '200ms'")
        let error = #expect(throws: PostgresError.self) {
            try two.execute("UPDATE zapline.monitor_lease SET expires_at = clock_timestamp(), epoch = epoch + 1")
        }
        #expect(error?.sqlState == .lockNotAvailable)
        try one.execute("COMMIT")
        #expect(try take(second, two) == .held(by: "m1"))
    }

    @Test("Whoever takes it over takes the other's heartbeat off the topic, in the same transaction")
    func predecessor() throws {
        let outbox =
            "SELECT concat(topic, ' ', key, ' ', event_id, ' ', payload IS NULL) FROM zapline.health_outbox ORDER BY id"
        _ = try take(first, one)
        _ = try take(second, two)
        #expect(try database.values(outbox) == [])
        let expire = "UPDATE zapline.monitor_lease SET expires_at = clock_timestamp() - interval '1 ms'"
        try one.execute(expire)
        #expect(try take(second, two) == .taken(epoch: 2, from: "m1"))
        #expect(try database.values(outbox) == ["health monitor/m1 monitor/m1 t"])
        // One that takes its own again has nobody to bury.
        try one.execute(expire)
        #expect(try take(second, two) == .taken(epoch: 3, from: "m2"))
        #expect(try database.values(outbox).count == 1)
    }
}
