internal import HTTPServer

extension SettingsReader {
    /// The brokers.
    package static let bootstrapServers = Setting<String>.text(
        "KAFKA_BOOTSTRAP_SERVERS", "HOST:PORT,…", default: "", help: "Kafka's brokers to begin with."
    ) { text throws(SettingFault) in
        let parts = text.split(separator: ",", omittingEmptySubsequences: false)
        let isList = parts.allSatisfy { part in
            let name = part.drop { $0 == " " }
            return !name.isEmpty && !name.contains { $0.isWhitespace } && isBroker(String(name))
        }
        guard isList else {
            throw SettingFault("it is no list of brokers", remedy: "give host:port, with commas between several")
        }
    }.optional

    /// Any other property of the client's.
    package static let properties = SettingDescription(
        "KAFKA_<PROPERTY>", "VALUE",
        help: "Any property of librdkafka: KAFKA_SASL_MECHANISM sets sasl.mechanism. Other KAFKA_… are left alone.")

    /// Kafka's settings: the brokers, and each `KAFKA_…` that names a property of librdkafka. Others (`KAFKA_HOME`,
    /// `KAFKA_OPTS`) are somebody else's.
    package mutating func kafka(_ rules: KafkaRules) -> KafkaSettings {
        var settings = KafkaSettings(bootstrapServers: read(Self.bootstrapServers))
        for name in environment.keys.sorted() where name.hasPrefix("KAFKA_") && name != Self.bootstrapServers.name {
            let property = name.dropFirst("KAFKA_".count).lowercased().replacing("_", with: ".")
            if let reason = rules.refused[property] {
                problem(name, "\(property) can't be set: \(reason)", remedy: "remove it")
            } else if let value = environment[name], rules.isProperty(property) {
                if let fault = rules.fault(property, value) {
                    problem(name, fault, remedy: "give a value that librdkafka takes, or remove it")
                } else {
                    settings.properties[property] = Secret(value)
                }
            }
        }
        return settings
    }

    /// `host`, `host:9092`, `[::1]:9092`, `SASL_SSL://host:9092`.
    private static func isBroker(_ text: String) -> Bool {
        var rest = text[...]
        if let scheme = rest.firstRange(of: "://") { rest = rest[scheme.upperBound...] }
        if ListenAddress(String(rest)).map({ $0.port > 0 }) == true { return true }
        return !rest.isEmpty && !rest.contains(":") && !rest.contains("/")
    }
}
