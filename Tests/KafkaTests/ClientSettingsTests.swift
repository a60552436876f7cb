import Testing

@testable import Kafka

@Suite("A client's settings")
struct ClientSettingsTests {
    func consumer(_ properties: [String: String], servers: String = "127.0.0.1:1") throws(KafkaError) {
        _ = try Consumer(
            ClientSettings(bootstrapServers: servers, properties: properties), group: GroupSettings(id: "g"),
            limits: QueueLimits()
        ) { _ in }
    }

    @Test("Each refused property is one of the library's, has a reason, and stops a client's start")
    func refused() throws {
        for (name, reason) in ClientSettings.refusedProperties {
            #expect(ClientSettings.isProperty(name), "\(name)")
            #expect(reason.count > 10)
            let error = failure { () throws(KafkaError) in try consumer([name: "1"]) }
            #expect(error?.property == name)
            #expect(error?.message.contains(reason) == true)
        }
        #expect(ClientSettings.refusedProperties["enable.auto.commit"]?.contains("Postgres") == true)
    }

    @Test("A property that isn't, or a value that can't be, is named")
    func wrong() {
        #expect(failure { () throws(KafkaError) in try consumer(["no.such.thing": "1"]) }?.property == "no.such.thing")
        let error = failure { () throws(KafkaError) in try consumer(["session.timeout.ms": "soon"]) }
        #expect(error?.property == "session.timeout.ms")
        #expect(error?.code == .invalidArgument)
        #expect(
            failure { () throws(KafkaError) in try consumer(["security.protocol": "tsl"]) }?.property
                == "security.protocol")
        #expect(failure { () throws(KafkaError) in try consumer([:], servers: "") }?.property == "bootstrap.servers")
    }

    @Test("Settings that contradict each other fail the start, without a crash or a leak of the settings object")
    func contradiction() {
        let error = failure { () throws(KafkaError) in
            try consumer(["session.timeout.ms": "900000", "max.poll.interval.ms": "1000"])
        }
        #expect(error?.message.contains("max.poll.interval.ms") == true)
    }

    @Test("A strategy must be one of those that we answer for")
    func strategy() throws {
        try consumer(["partition.assignment.strategy": "range"])
        for wrong in ["range,cooperative-sticky", "sticky", ""] {
            let error = failure { () throws(KafkaError) in try consumer(["partition.assignment.strategy": wrong]) }
            #expect(error?.property == "partition.assignment.strategy", "\(wrong)")
        }
    }

    @Test("Neither the description nor an error shows a secret")
    func secrets() {
        let settings = ClientSettings(
            bootstrapServers: "b:9092", properties: ["sasl.password": "hunter2", "sasl.username": "u53r"])
        #expect("\(settings)" == "b:9092 as zapline, with sasl.password sasl.username")
        #expect("\(ClientSettings(bootstrapServers: "b:1", clientID: "c"))" == "b:1 as c")
        for name in [
            "sasl.password", "ssl.key.pem", "ssl.key.password", "ssl.keystore.password", "sasl.oauthbearer.config",
        ] {
            #expect(ClientSettings.isSecret(name), "\(name)")
        }
        #expect(!ClientSettings.isSecret("sasl.mechanism"))
        let error = failure { () throws(KafkaError) in try consumer(["ssl.key.pem": "hunter2"]) }
        #expect(error.map { !"\($0)".contains("hunter2") } ?? true)
    }

    @Test("A value is asked about before there is a client, and a secret one is not quoted")
    func faults() {
        #expect(ClientSettings.fault(of: "session.timeout.ms", "45000") == nil)
        #expect(ClientSettings.fault(of: "session.timeout.ms", "abc")?.contains("session.timeout.ms") == true)
        #expect(ClientSettings.fault(of: "security.protocol", "nonsense")?.contains("security.protocol") == true)
        #expect(ClientSettings.fault(of: "ssl.key.pem", "hunter2")?.contains("hunter2") != true)
    }

    @Test("The library is asked whether a property is one of its own")
    func known() {
        for name in ["sasl.mechanism", "security.protocol", "linger.ms", "queue.buffering.max.ms", "acks"] {
            #expect(ClientSettings.isProperty(name), "\(name)")
        }
        for name in ["home", "opts", "", "heap.opts", "bootstrap servers"] {
            #expect(!ClientSettings.isProperty(name), "\(name)")
        }
    }

    @Test("An older name of a property counts as the user's choice")
    func aliases() {
        let settings = ClientSettings(
            bootstrapServers: "b:1", properties: ["queue.buffering.max.ms": "1", "acks": "1"])
        #expect(settings.hasProperty("linger.ms") && settings.hasProperty("acks"))
        #expect(!settings.hasProperty("compression.type") && !settings.hasProperty("fetch.wait.max.ms"))
    }

    @Test("Limits beyond what the library takes are cut, not refused")
    func limits() throws {
        for limits in [QueueLimits(kilobytes: .max, records: .max), QueueLimits(kilobytes: -1, records: 0)] {
            _ = try Consumer(ClientSettings(bootstrapServers: "127.0.0.1:1"), group: nil, limits: limits) { _ in }
        }
    }

    @Test("Producer and administrator refuse the same things")
    func others() {
        let wrong = ClientSettings(bootstrapServers: "b:1", properties: ["acks": "0"])
        #expect(failure { () throws(KafkaError) in _ = try Producer(wrong) { _ in } }?.property == "acks")
        #expect(failure { () throws(KafkaError) in _ = try Admin(wrong) { _ in } }?.property == "acks")
    }
}
