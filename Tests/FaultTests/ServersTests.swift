import Kafka
import Postgres
import TestSupport
import Testing

@Suite("The servers that faults are made of do what they are asked", .timeLimit(.minutes(5)), .serialized)
struct ServersTests {
    @Test(
        "A record that a leader took before it was killed is read from the next one, and the killed one comes back",
        .inLongRuns,
        .enabled(if: PrivateKafka.isAvailable, "KAFKA_HOME names no distribution"))
    func leaderKilled() async throws {
        let cluster = try KafkaCluster(brokers: 3)
        defer { cluster.stop() }
        let client = ClientSettings(bootstrapServers: cluster.bootstrapServers)
        let admin = try Admin(client) { _ in }
        let made = try admin.createTopics([NewTopic("t", partitions: 1)], timeout: .seconds(30))
        #expect(made.compactMap(\.error).isEmpty)
        let producer = try Producer(client) { _ in }
        _ = try await producer.deliver(OutgoingRecord(topic: "t", key: nil, value: [1]))
        let leader = try #require(try Self.partition(admin)?.leader)
        cluster.kill(Int(leader))
        #expect(
            try await eventually(within: .seconds(30)) {
                guard let next = try Self.partition(admin)?.leader else { return false }
                return next != leader
            })
        #expect(try await producer.deliver(OutgoingRecord(topic: "t", key: nil, value: [2])).offset == 1)
        try cluster.start(Int(leader))
        #expect(
            try await eventually(within: .seconds(30)) { try Self.partition(admin)?.inSync.count == 3 })
    }

    private static func partition(_ admin: Admin) throws -> Metadata.Partition? {
        try admin.metadata(of: "t", timeout: .seconds(10)).topic("t")?.partitions.first
    }

    @Test(
        "A broker that is frozen answers nobody until it is thawed", .inLongRuns,
        .enabled(if: PrivateKafka.isAvailable, "KAFKA_HOME names no distribution"))
    func frozenBroker() async throws {
        let cluster = try KafkaCluster()
        defer { cluster.stop() }
        let admin = try Admin(ClientSettings(bootstrapServers: cluster.bootstrapServers)) { _ in }
        _ = try admin.metadata(timeout: .seconds(20))
        cluster.freeze(0)
        #expect(throws: KafkaError.self) { try admin.metadata(timeout: .seconds(1)) }
        cluster.thaw(0)
        #expect(try admin.metadata(timeout: .seconds(30)).brokers.count == 1)
    }

    @Test(
        "Clients of a cluster that advertises proxies go through them, and a proxy that is cut refuses",
        .enabled(if: PrivateKafka.isAvailable && Toxiproxy.isAvailable, "KAFKA_HOME or TOXIPROXY is not set"))
    func proxied() async throws {
        let toxiproxy = try Toxiproxy()
        let front = FreePorts.pick(1)
        let cluster = try KafkaCluster(advertising: front)
        defer { cluster.stop() }
        let proxy = try toxiproxy.proxy("kafka", to: cluster.ports[0], listening: front[0])
        let client = ClientSettings(bootstrapServers: cluster.bootstrapServers)
        let metadata = try Admin(client) { _ in }.metadata(timeout: .seconds(20))
        #expect(metadata.brokers.map(\.address) == ["127.0.0.1:\(front[0])"])
        try proxy.cut()
        #expect(HTTPClient.isRefused(port: UInt16(front[0])))
        #expect(throws: KafkaError.self) { try Admin(client) { _ in }.metadata(timeout: .seconds(1)) }
        try proxy.restore()
        #expect(try Admin(client) { _ in }.metadata(timeout: .seconds(20)).brokers.count == 1)
    }

    @Test(
        "A proxy swallows, delays and cuts what it is told to",
        .enabled(if: Toxiproxy.isAvailable, "TOXIPROXY is not set"))
    func faultyProxy() throws {
        let server = try PrivatePostgres.shared()
        let proxy = try Toxiproxy().proxy("postgres", to: server.port)
        let settings = ConnectionSettings(url: server.url(port: proxy.port), applicationName: "tests")
        var connection = try Connection.connect(settings)
        try proxy.delay(milliseconds: 300)
        let began = ContinuousClock.now
        try connection.execute("SELECT 1")
        #expect(ContinuousClock.now - began >= .milliseconds(300))
        try proxy.clear()
        try proxy.blackHole(upstream: false, downstream: true)
        #expect(throws: PostgresError.self) { try connection.execute("SELECT 1", timeout: .milliseconds(300)) }
        try proxy.clear()
        connection = try Connection.connect(settings)
        try proxy.cutAfter(bytes: 1_000)
        try connection.execute("SELECT 1")
        #expect(throws: PostgresError.self) {
            try connection.execute("SELECT '\(String(repeating: "x", count: 5_000))'")
        }
        let isBroken = connection.isBroken
        #expect(isBroken)
        try proxy.clear()
        connection = try Connection.connect(settings)
        try connection.execute("SELECT 1")
    }

    @Test("A database that is killed forgets the commits that it had not flushed, and none that it had")
    func killedDatabase() throws {
        // The process that flushes in the background is as good as not there.
        let server = try PrivatePostgres(settings: ["wal_writer_delay": "10s", "wal_writer_flush_after": "1GB"])
        defer { server.stop() }
        var settings = ConnectionSettings(url: try server.makeDatabase(), applicationName: "tests")
        do {
            var connection = try Connection.connect(settings)
            try connection.execute("CREATE TABLE t (n integer); INSERT INTO t VALUES (1)")
            settings.synchronousCommit = false
            var hasty = try Connection.connect(settings)
            try hasty.execute("INSERT INTO t VALUES (2)")
            #expect(try hasty.query("SELECT count(*) FROM t")[0, 0] == "2")
        }
        server.killServer()
        #expect(throws: PostgresError.self) { _ = try Connection.connect(settings) }
        server.startServer()
        var connection = try Connection.connect(settings)
        #expect(try connection.query("SELECT string_agg(n::text, ',') FROM t")[0, 0] == "1")
    }

    @Test("A database that is frozen answers once it is thawed")
    func frozenDatabase() throws {
        let server = try PrivatePostgres()
        defer { server.stop() }
        let settings = ConnectionSettings(url: server.url(), applicationName: "tests")
        server.freeze()
        #expect(throws: PostgresError.self) { _ = try Connection.connect(settings, timeout: .milliseconds(500)) }
        server.thaw()
        var connection = try Connection.connect(settings)
        #expect(try connection.query("SELECT 1")[0, 0] == "1")
    }

    @Test(
        "A full disk is an error of its own, and is over when there is room",
        .enabled(if: PrivatePostgres.canHaveSmallDisk, "only root can mount a disk"))
    func fullDisk() throws {
        let server = try PrivatePostgres(smallDisk: 32)
        defer { server.stop() }
        let url = try server.makeDatabase(onSmallDisk: true)
        var connection = try Connection.connect(ConnectionSettings(url: url, applicationName: "tests"))
        try connection.execute("CREATE TABLE t (a text)")
        server.fillDisk()
        let insert = "INSERT INTO t SELECT repeat('x', 1000) FROM generate_series(1, 1000)"
        let error = #expect(throws: PostgresError.self) { try connection.execute(insert) }
        #expect(error?.sqlState?.rawValue == "53100")
        server.freeDisk()
        try connection.execute(insert)
    }
}
