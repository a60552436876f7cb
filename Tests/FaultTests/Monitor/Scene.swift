import Bytes
import Glibc
import JSON
import Kafka
import TestSupport
import Testing

/// Everything that there is, on servers of its own, and the places where somebody looks whether it is well.
final class Scene: Sendable {
    let cluster: KafkaCluster
    let postgres: PrivatePostgres
    let bench: FaultBench
    let projector: ConsumerProcess
    let archiver: ConsumerProcess
    let monitor: ConsumerProcess
    private let producer: Producer

    /// Starts it all, with a session that is connected.
    init() async throws {
        cluster = try KafkaCluster()
        postgres = try PrivatePostgres()
        bench = try await FaultBench(bootstrapServers: cluster.bootstrapServers, postgres: postgres, partitions: 2)
        let admin = try Admin(ClientSettings(bootstrapServers: cluster.bootstrapServers)) { _ in }
        let prefix = bench.prefix
        let topics = [
            NewTopic(prefix + "health", partitions: 1, config: ["message.timestamp.type": "LogAppendTime"]),
            NewTopic(prefix + "commands", partitions: 1),
        ]
        if let error = try admin.createTopics(topics, timeout: .seconds(30)).compactMap(\.error).first { throw error }
        producer = try Producer(ClientSettings(bootstrapServers: cluster.bootstrapServers)) { _ in }
        projector = try ConsumerProcess(.statusProjector, on: bench)
        archiver = try ConsumerProcess(.messageArchiver, on: bench)
        monitor = try ConsumerProcess(.healthMonitor, on: bench)
        try publish("session.connected", to: "lifecycle")
    }

    /// Ends it all.
    func end() {
        for process in [projector, archiver, monitor] where process.end == nil { process.kill() }
        cluster.stop()
        postgres.stop()
    }

    /// An event of the one session there is.
    func publish(_ type: String, to topic: String, _ data: String = "{}") throws {
        try producer.send(
            OutgoingRecord(
                topic: bench.prefix + topic, key: Array("loja".utf8),
                value: Array(
                    """
                    {"specversion":"1.0","id":"\(UInt64.random(in: 0 ... .max))","source":"/gateways/waha/n",\
                    "type":"whatsapp.\(type)","subject":"loja","sessionepoch":1,"data":\(data)}
                    """.utf8)))
        try #require(producer.flush(deadline: .seconds(20)))
    }

    // MARK: - Where somebody looks

    /// What `zapline health watch --once --json` says.
    struct Watched: Sendable {
        let end: Shell.End?
        /// What is told of each subject.
        let subjects: [String: JSONValue]
        let errors: String

        /// Why each of them isn't better than it is.
        var reasons: [String: String] { subjects.mapValues { $0["reasons"]?.text ?? "" } }

        func verdict(_ subject: String) -> String? { subjects[subject]?["verdict"]?.string }
        func codes(_ subject: String) -> [String] {
            subjects[subject]?["reasons"]?.array?.compactMap { $0["code"]?.string } ?? []
        }
    }

    func watch() async throws -> Watched {
        let tool = try ToolProcess(["health", "watch", "--once", "--json"], on: bench)
        let end = await tool.waitForEnd(within: .seconds(60))
        let lines = tool.output.split(separator: "\n").compactMap { try? JSONValue(parsing: String($0)) }
        let subjects = lines.compactMap { line in line["subject"]?.string.map { ($0, line) } }
        return Watched(end: end, subjects: Dictionary(subjects) { $1 }, errors: tool.errors)
    }

    /// Watches again and again until it shows what a fault comes to; what it showed last, and whether that is it.
    func watch(within limit: Duration, until isIt: (Watched) -> Bool) async -> (isIt: Bool, last: Watched) {
        let deadline = ContinuousClock.now + limit
        var last = Watched(end: nil, subjects: [:], errors: "")
        while ContinuousClock.now < deadline {
            if let seen = try? await watch() { last = seen }
            if isIt(last) { return (true, last) }
        }
        return (false, last)
    }

    /// The page's JSON as one list of what has a verdict; nil where nobody answers.
    func page() -> (subjects: [String: JSONValue], whole: JSONValue)? {
        guard let answer = monitor.ask("/api/health"), answer.status == 200,
            let whole = try? JSONValue(parsing: answer.body)
        else { return nil }
        var subjects: [String: JSONValue] = [:]
        func collect(_ value: JSONValue) {
            if let subject = value["subject"]?.string { subjects[subject] = value }
            for element in value.array ?? [] { collect(element) }
            for member in value.object ?? [] { collect(member.value) }
        }
        collect(whole)
        return (subjects, whole)
    }

    /// `ok`, `degraded` or `failed`, as `/healthz` has it; nil where nobody answers.
    func health(_ process: ConsumerProcess) -> (code: Int, status: String?)? {
        process.ask("/healthz").map { ($0.status, (try? JSONValue(parsing: $0.body))?["status"]?.string) }
    }

    /// Everything on the health topic, the newest of each key.
    func topic() throws -> [String: JSONValue] {
        let settings = ClientSettings(bootstrapServers: cluster.bootstrapServers)
        let place = TopicPartition(bench.prefix + "health", 0)
        let consumer = try Consumer(settings, group: nil, limits: QueueLimits()) { _ in }
        let lane = try consumer.makeQueue()
        try consumer.forward(place, to: lane)
        try consumer.assign([place: 0])
        let end = try consumer.watermarks(place, timeout: .seconds(10)).high
        var (newest, next): ([String: JSONValue], Int64) = ([:], 0)
        let deadline = ContinuousClock.now + .seconds(30)
        while next < end {
            try #require(ContinuousClock.now < deadline)
            lane.consume(timeout: .milliseconds(100)) { message in
                guard message.problem == nil else { return true }
                next = message.offset + 1
                let value = message.value.flatMap { try? JSONValue(parsing: $0.array) }
                newest[message.key?.string ?? ""] = value
                return true
            }
            while consumer.poll(.zero) != nil {}
        }
        _ = consumer.close(deadline: .seconds(5))
        return newest
    }

    /// Waits until everything is well wherever one looks: what a fault takes away must have been there.
    func waitUntilGreen(within limit: Duration = .seconds(120)) async throws {
        let (isGreen, last) = await watch(within: limit) { seen in
            seen.end == .code(0) && seen.verdict("session/loja") == "ok" && seen.verdict("pipeline/canary") == "ok"
        }
        let unwell = last.subjects.filter { $0.value["verdict"]?.string != "ok" }.mapValues(\.text)
        try #require(isGreen, "\(last.errors)\n\(unwell)\n\(monitor.log.suffix(5).joined(separator: "\n"))")
        // Each of them looks in its own time.
        let isOtherwise = await eventually(within: .seconds(30)) {
            self.health(self.monitor)?.status == "ok" && self.monitor.ask("/readyz")?.status == 200
                && self.page()?.subjects.values.allSatisfy { $0["verdict"]?.string == "ok" } == true
        }
        try #require(
            isOtherwise, "\(self.page()?.whole.text ?? "no page") \(String(describing: health(monitor)?.status))")
    }
}
