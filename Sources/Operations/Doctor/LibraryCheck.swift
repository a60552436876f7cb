internal import Kafka
internal import Postgres
package import Service

/// Looks at the libraries that are linked at run time.
package enum LibraryCheck {
    /// The versions of both, as they are here.
    package static func findings(_ settings: ServiceSettings) -> [Finding] {
        let mechanism = settings.kafka.properties["sasl.mechanism"] ?? settings.kafka.properties["sasl.mechanisms"]
        return [
            kafka(Library.version, canUseSCRAM: Library.canUseSCRAMWithKafka4, mechanism: mechanism?.reveal()),
            Finding("libpq", .ok, "version \(ClientLibrary.text(ofVersion: ClientLibrary.version))"),
        ]
    }

    /// > librdkafka 2.6.1: … SCRAM … with Kafka 4.0 (librdkafka#4895)
    static func kafka(_ version: String, canUseSCRAM: Bool, mechanism: String?) -> Finding {
        let isSCRAM = mechanism?.uppercased().hasPrefix("SCRAM") ?? false
        guard isSCRAM, !canUseSCRAM else { return Finding("librdkafka", .ok, "version \(version)") }
        return Finding(
            "librdkafka", .warn, "version \(version) can't log in with SCRAM to Kafka 4",
            advice: "take 2.6.1 or newer before the brokers are upgraded, or log in with PLAIN over TLS")
    }
}
