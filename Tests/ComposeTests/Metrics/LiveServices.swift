import FoundationEssentials
import Glibc
import Kafka
import Postgres
import Schema
import TestSupport

/// The three services as processes, on a mock cluster and a database of their own, with something to tell of.
final class LiveServices {
    static let trace = "4bf92f3577b34da6a3ce929d0e0e4736"
    static let names = ["status-projector", "message-archiver", "health-monitor"]

    let ports: [String: UInt16]
    private let mock: MockCluster
    private let producer: Producer
    private let children: [String: Shell.Child]

    init(environment: [String: String] = [:]) throws {
        mock = try MockCluster()
        for topic in ["lifecycle", "heartbeats", "messages"] {
            try mock.createTopic("whatsapp.\(topic)", partitions: 2)
        }
        for topic in ["health", "commands"] { try mock.createTopic("whatsapp.\(topic)", partitions: 1) }
        producer = try Producer(ClientSettings(bootstrapServers: mock.bootstrapServers)) { _ in }
        let url = try PrivatePostgres.shared().makeDatabase()
        var connection = try Connection.connect(ConnectionSettings(url: url, applicationName: "tests"))
        _ = try SchemaMigrator.apply(&connection)
        let picked = FreePorts.pick(Self.names.count).map { UInt16($0) }
        let ports = Dictionary(zip(Self.names, picked)) { first, _ in first }
        self.ports = ports
        let settings = [
            "DATABASE_URL": url, "KAFKA_BOOTSTRAP_SERVERS": mock.bootstrapServers, "ZAPLINE_LOG_FORMAT": "json",
        ].merging(environment) { $1 }
        children = try Dictionary(
            Self.names.map { name in
                let own = settings.merging(["ZAPLINE_HTTP_LISTEN": "127.0.0.1:\(ports[name] ?? 0)"]) { $1 }
                return (name, try Shell.start([Shell.product(name)], environment: own))
            }
        ) { first, _ in first }
    }

    /// Publishes sessions that connect, messages of theirs, and one record that nobody can apply, in a trace.
    func publish(sessions: Int) throws {
        for number in 0..<sessions {
            let name = "shop-\(number)"
            try send("lifecycle", name, "session.connected", #"{"phoneNumber":"5511\#(number)"}"#)
            try send(
                "messages", name, "message.received",
                #"{"messageId":"M\#(number)","chat":"c@s.whatsapp.net","timestamp":"2026-11-23T10:00:00Z"}"#)
        }
        try send(
            "messages", "shop-0", "message.received", #"{"messageId":7}"#,
            more: #","traceparent":"00-\#(Self.trace)-00f067aa0ba902b7-01""#)
        _ = producer.flush(deadline: .seconds(10))
    }

    private func send(_ topic: String, _ name: String, _ type: String, _ data: String, more: String = "") throws {
        let text =
            #"{"specversion":"1.0","id":"\#(UInt64.random(in: 0...UInt64.max))","source":"/gateways/test/1","type":"whatsapp.\#(type)","#
            + #""subject":"\#(name)"\#(more),"data":\#(data)}"#
        try producer.send(OutgoingRecord(topic: "whatsapp.\(topic)", key: Array(name.utf8), value: Array(text.utf8)))
    }

    /// What a service shows at /metrics; empty where it doesn't answer yet.
    func metrics(_ name: String) -> String {
        guard let port = ports[name], let client = try? HTTPClient(port: port) else { return "" }
        return (try? client.ask("GET", "/metrics").body) ?? ""
    }

    /// Waits until a series of a service is `least` or more.
    func reaches(_ least: Double, _ series: String, _ name: String) async -> Bool {
        await eventually(within: .seconds(60)) {
            let line = metrics(name).split(separator: "\n").first { $0.hasPrefix(series + " ") }
            return (line?.split(separator: " ").last).flatMap { Double($0) } ?? -1 >= least
        }
    }

    /// Ends all of them; what each of them logged.
    func stop() -> [String: String] {
        for child in children.values { kill(child.pid, SIGTERM) }
        return children.mapValues { $0.wait().output }
    }
}
