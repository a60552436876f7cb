/// Where the brokers are, and what the user wants of the library.
package struct ClientSettings: Hashable, Sendable, CustomStringConvertible {
    /// Hosts and ports, comma separated.
    package var bootstrapServers: String
    /// The name that the brokers log and count by: short, and unique to the process.
    package var clientID: String
    /// Other properties, by librdkafka's names. Those that `refusedProperties` names make a client's start fail.
    package var properties: [String: String]

    /// Settings for brokers at `bootstrapServers`.
    package init(bootstrapServers: String, clientID: String = "zapline", properties: [String: String] = [:]) {
        self.bootstrapServers = bootstrapServers
        self.clientID = clientID
        self.properties = properties
    }

    /// The servers, the name, and which properties are set: their values may be secrets.
    package var description: String {
        let names = properties.keys.sorted().joined(separator: " ")
        return "\(bootstrapServers) as \(clientID)" + (names.isEmpty ? "" : ", with \(names)")
    }

    /// Whether the library has a property of that name.
    package static func isProperty(_ name: String) -> Bool {
        guard let configuration = try? Configuration() else { return false }
        return configuration.knows(name)
    }

    /// Why the library doesn't take that value for the property, or nil where it does. A client may still refuse it.
    package static func fault(of name: String, _ value: String) -> String? {
        do throws(KafkaError) {
            try Configuration().set(name, value)
            return nil
        } catch { return error.message }
    }

    /// Whether the property's value must not be shown.
    package static func isSecret(_ name: String) -> Bool {
        ["password", "secret", "key.pem", "certificate.pem", "oauthbearer.config", "keystore"].contains {
            name.contains($0)
        }
            || name == "sasl.username"
    }

    /// Whether the user chose the property `name`, or an older name of it.
    func hasProperty(_ name: String) -> Bool {
        let aliases = [
            "linger.ms": "queue.buffering.max.ms", "compression.type": "compression.codec",
            "fetch.message.max.bytes": "max.partition.fetch.bytes",
        ]
        return properties[name] != nil || aliases[name].map { properties[$0] != nil } == true
    }

    /// Applies them to `configuration`; what a client fixes comes after, so that nothing here can change it.
    func apply(to configuration: borrowing Configuration) throws(KafkaError) {
        for (name, value) in properties.sorted(by: { $0.key < $1.key }) {
            if let reason = Self.refusedProperties[name] {
                throw KafkaError(.invalidArgument, "\(name) can't be set: \(reason)", property: name)
            }
            try configuration.set(name, value)
        }
        guard !bootstrapServers.isEmpty else {
            throw KafkaError(
                .invalidArgument, "no brokers are named; set KAFKA_BOOTSTRAP_SERVERS", property: "bootstrap.servers")
        }
        try configuration.set("bootstrap.servers", bootstrapServers)
        try configuration.set("client.id", clientID)
        // Default from 2.10 on; before, small requests wait for the network.
        if properties["socket.nagle.disable"] == nil { try configuration.set("socket.nagle.disable", "true") }
        if properties["socket.keepalive.enable"] == nil { try configuration.set("socket.keepalive.enable", "true") }
    }
}
