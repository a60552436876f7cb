/// What the settings have to know of Kafka's client, which this module doesn't import.
package struct KafkaRules: Sendable {
    /// Whether librdkafka has a property of that name (`sasl.mechanism`).
    package var isProperty: @Sendable (String) -> Bool
    /// Properties that the guarantees depend on, each with the reason why nobody may set it.
    package var refused: [String: String]
    /// Why a property can't have that value, without the value where it is a secret; nil: it can.
    package var fault: @Sendable (_ property: String, _ value: String) -> String?

    /// The rules.
    package init(
        isProperty: @escaping @Sendable (String) -> Bool, refused: [String: String] = [:],
        fault: @escaping @Sendable (_ property: String, _ value: String) -> String? = { _, _ in nil }
    ) {
        self.isProperty = isProperty
        self.refused = refused
        self.fault = fault
    }
}

/// How to reach Kafka, as the environment says.
package struct KafkaSettings: Hashable, Sendable {
    /// The brokers, `host:port` with commas between; nil where they aren't set.
    package var bootstrapServers: String?
    /// librdkafka's properties, by their own names. Some are secrets.
    package var properties: [String: Secret]

    /// Settings.
    package init(bootstrapServers: String? = nil, properties: [String: Secret] = [:]) {
        self.bootstrapServers = bootstrapServers
        self.properties = properties
    }
}
