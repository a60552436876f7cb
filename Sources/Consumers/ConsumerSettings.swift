import Glibc
package import Kafka
package import Pipeline
package import Postgres
package import Service

/// Turns what the environment says into what the clients take.
package enum ConsumerSettings {
    /// Which variables are Kafka's, and which of them nobody may set.
    package static var kafkaRules: KafkaRules {
        KafkaRules(
            isProperty: { ClientSettings.isProperty($0) }, refused: ClientSettings.refusedProperties,
            fault: { ClientSettings.fault(of: $0, $1) })
    }

    /// The Kafka client's settings.
    package static func client(_ settings: ServiceSettings, name: String) -> ClientSettings {
        ClientSettings(
            bootstrapServers: settings.kafka.bootstrapServers ?? "", clientID: name,
            properties: settings.kafka.properties.mapValues { $0.reveal() })
    }

    /// The database's; without a URL libpq's own variables count.
    package static func database(_ settings: ServiceSettings, name: String) -> ConnectionSettings {
        ConnectionSettings(url: settings.database?.reveal() ?? "", applicationName: name)
    }

    /// How one of `pipelines` (names) runs, the process's memory divided among all their lanes.
    package static func pipeline(
        _ name: String, of pipelines: [String], _ settings: ServiceSettings, program: String, untilEnd: Bool
    ) -> PipelineSettings {
        var result = PipelineSettings(
            kafka: client(settings, name: program), database: database(settings, name: program), owner: owner)
        result.lanes = lanes(of: name, settings)
        let all = pipelines.reduce(0) { $0 + lanes(of: $1, settings) }
        result.queueBytes = queueBytes(settings.memory.bytes, lanes: all)
        result.start = Pipeline.StartPolicy(rawValue: settings.start.rawValue) ?? .earliest
        result.maxEventBytes = settings.maxEventBytes.bytes
        result.untilEnd = untilEnd
        return result
    }

    /// One lane feeds `archive` at full speed; what folds in memory gains from two.
    static func lanes(of pipeline: String, _ settings: ServiceSettings) -> Int {
        settings.lanes ?? (pipeline == "archive" ? 1 : 2)
    }

    /// What a lane's queue may hold, of its share less two batches with their rows: an eighth, which feeds it at full speed.
    /// Records of 500 bytes take twice their size there, and fetches under way come on top. Never less than a batch takes.
    static func queueBytes(_ memory: Int, lanes: Int) -> Int {
        max((memory / max(lanes, 1) - (12 << 20)) / 8, 5 << 20)
    }

    /// Who claims, for people who read `consumer_offsets`: host and process.
    package static var owner: String {
        var name = [CChar](repeating: 0, count: 256)
        // > gethostname(2): on success, zero is returned; the name may be cut without a terminator, which the last byte is here.
        guard unsafe gethostname(&name, 255) == 0 else { return "pid \(getpid())" }
        return String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self) + "/\(getpid())"
    }
}
