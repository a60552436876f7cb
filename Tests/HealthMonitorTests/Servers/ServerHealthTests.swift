import JSON
import Postgres
import Testing

@testable import HealthMonitor

@Suite("Broker and database")
struct ServerHealthTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let database: DatabaseHealth
        let verdict: Verdict
        var codes: [String] = []

        init(_ name: String, _ verdict: Verdict, _ codes: [String] = [], _ change: (inout DatabaseHealth) -> Void) {
            var database = DatabaseHealth()
            database.exchange = ClockExchange(sent: 0, received: 2_000, theirs: 1_000)
            database.extent = DatabaseHealth.Extent(bytes: 50, connections: 10, maxConnections: 97)
            change(&database)
            (self.name, self.verdict, self.codes, self.database) = (name, verdict, codes, database)
        }

        var testDescription: String { name }
    }

    static let cases: [Case] = [
        Case("well", .ok) { _ in },
        Case("away", .down, ["database"]) { $0.fault = "connection refused" },
        Case("away, and full when it was last seen", .down, ["database"]) {
            $0.fault = "connection refused"
            $0.extent?.connections = 97
        },
        Case("nothing looked up yet", .ok) { ($0.exchange, $0.extent) = (nil, nil) },
        Case("many sessions", .ok) { $0.extent?.connections = 87 },
        Case("too many", .degraded, ["connections"]) { $0.extent?.connections = 88 },
        Case("a disk that nobody told of", .ok) { $0.extent?.bytes = .max },
        Case("a disk with room", .ok) { $0.diskSize = 100 },
        Case("a disk with a tenth left", .ok) {
            $0.diskSize = 100
            $0.extent?.bytes = 90
        },
        Case("a disk with less", .degraded, ["disk-space"]) {
            $0.diskSize = 100
            $0.extent?.bytes = 91
        },
        Case("more than the disk", .degraded, ["disk-space"]) {
            $0.diskSize = 100
            $0.extent?.bytes = 900
        },
        Case("a clock that is ahead", .degraded, ["clock-skew"]) {
            $0.exchange = ClockExchange(sent: 0, received: 2_000, theirs: 5_100_000)
        },
        Case("a clock that is behind", .degraded, ["clock-skew"]) {
            $0.exchange = ClockExchange(sent: 9_000_000, received: 9_002_000, theirs: 3_000_000)
        },
        Case("an answer so slow that nobody can tell", .ok) {
            $0.exchange = ClockExchange(sent: 0, received: 4_000_000, theirs: 8_900_000)
        },
        Case("fewer sessions, and not by much", .degraded, ["connections"]) {
            $0.said = [.connections]
            $0.extent?.connections = 83
        },
        Case("fewer sessions", .ok) {
            $0.said = [.connections, .diskSpace]
            $0.extent?.connections = 82
        },
        Case("a disk that was full, with a little more room", .degraded, ["disk-space"]) {
            $0.said = [.diskSpace]
            $0.diskSize = 100
            $0.extent?.bytes = 89
        },
        Case("a disk that was full, with room", .ok) {
            $0.said = [.diskSpace]
            $0.diskSize = 100
            $0.extent?.bytes = 88
        },
        Case("a clock that is nearer", .degraded, ["clock-skew"]) {
            $0.said = [.clockSkew]
            $0.exchange = ClockExchange(sent: 0, received: 0, theirs: 4_100_000)
        },
        Case("a clock that is near", .ok) {
            $0.said = [.clockSkew]
            $0.exchange = ClockExchange(sent: 0, received: 0, theirs: 4_000_000)
        },
        Case("all of it", .degraded, ["disk-space", "connections", "clock-skew"]) {
            $0.diskSize = 100
            $0.extent?.bytes = 99
            $0.extent?.connections = 97
            $0.exchange = ClockExchange(sent: 0, received: 0, theirs: 6_000_000)
        },
    ]

    @Test("Every state of the database has its verdict", arguments: cases)
    func database(_ story: Case) {
        #expect(story.database.judgement.verdict == story.verdict)
        #expect(story.database.judgement.reasons.map(\.code.rawValue) == story.codes)
    }

    @Test("What isn't known is null, and what was known before an outage isn't told in it")
    func facts() {
        var database = DatabaseHealth()
        #expect(JSONValue.object(database.facts)["diskFreeBytes"] == .null)
        database.exchange = ClockExchange(sent: 1_000_000, received: 1_004_000, theirs: 1_502_000)
        database.extent = DatabaseHealth.Extent(bytes: 60, connections: 3, maxConnections: 97)
        database.diskSize = 100
        var facts = JSONValue.object(database.facts)
        #expect(facts["reachable"]?.bool == true && facts["roundTripSeconds"]?.double == 0.004)
        #expect(facts["clockSkewSeconds"]?.double == 0.5)
        #expect(facts["diskBytes"]?.int64 == 60 && facts["diskFreeBytes"]?.int64 == 40)
        database.fault = "away"
        facts = JSONValue.object(database.facts)
        #expect(facts["reachable"]?.bool == false)
        for name in ["roundTripSeconds", "diskBytes", "diskFreeBytes", "connections", "clockSkewSeconds"] {
            #expect(facts[name] == .null, "\(name)")
        }
    }

    @Test("A broker that can't be used, or lacks topics, is down; else it is well")
    func broker() {
        var broker = BrokerHealth()
        broker.roundTrip = 0.0021
        #expect(broker.judgement == Judgement(.ok))
        #expect(JSONValue.object(broker.facts)["roundTripSeconds"]?.double == 0.002)
        #expect(JSONValue.object(broker.facts)["clockSkewSeconds"] == .null)
        broker.exchange = ClockExchange(sent: 0, received: 1_000_000, theirs: -6_100_000)
        #expect(broker.judgement.verdict == .degraded)
        #expect(broker.judgement.reasons.map(\.code) == [.clockSkew])
        #expect(JSONValue.object(broker.facts)["clockSkewSeconds"]?.double == -6.6)
        broker.exchange = ClockExchange(sent: 0, received: 1_000_000, theirs: 5_900_000)
        #expect(broker.judgement == Judgement(.ok))
        broker.missing = ["whatsapp.health"]
        #expect(broker.judgement.verdict == .down)
        #expect(broker.judgement.reasons.first?.facts["topicsMissing"]?[0]?.string == "whatsapp.health")
        broker.fault = "_TRANSPORT"
        #expect(broker.judgement.verdict == .down)
        #expect(JSONValue.object(broker.facts)["reachable"]?.bool == false)
        #expect(JSONValue.object(broker.facts)["roundTripSeconds"] == .null)
    }

    @Test("A real server tells all of it to a role without rights")
    func real() throws {
        let owner = try MonitorDatabase()
        try owner.session().execute(
            """
            DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'nobody_special') THEN
                CREATE ROLE nobody_special LOGIN; END IF; END $$
            """)
        let session = owner.session()
        let (exchange, extent) = try session.use { connection throws(PostgresError) in
            try connection.execute("SET ROLE nobody_special")
            return (try ServerStore.exchange(on: &connection), try ServerStore.extent(on: &connection))
        }
        #expect(exchange.map { $0.roundTrip < 5 && $0.skew.magnitude < 5 } == true)
        #expect(extent.map { ($0.bytes ?? 0) > 1 << 20 && $0.connections >= 1 && $0.maxConnections > 10 } == true)
    }
}
