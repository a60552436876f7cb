internal import Consumers
package import Kafka
package import Postgres
package import Service

/// The settings of the tool: those that all programs share.
package enum OperatorSettings {
    /// Every setting of any program, since they are often started with one list of variables.
    package static let known = ServiceSettings.descriptions(.none)

    /// Reads them.
    ///
    /// - throws: all problems at once.
    package static func read(
        _ environment: [String: String], needs: Set<ServiceSettings.Need> = []
    ) throws(SettingsError) -> ServiceSettings {
        var reader = SettingsReader(environment, known: known)
        let settings = ServiceSettings(from: &reader, .none, kafka: ConsumerSettings.kafkaRules, needs: needs)
        try reader.finish()
        return settings
    }
}

extension ServiceSettings {
    /// What a Kafka client of the tool is made with.
    package func client(_ name: String = "zapline") -> ClientSettings {
        ConsumerSettings.client(self, name: name)
    }

    /// What a session of the tool is made with. A commit of an operator's waits until it is flushed.
    package func session(_ name: String = "zapline") -> ConnectionSettings {
        ConsumerSettings.database(self, name: name)
    }
}
