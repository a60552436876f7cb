package import HTTPServer
package import Telemetry

/// Where a consumer begins in a partition for which no offset is stored.
package enum StartPolicy: String, Hashable, Sendable, CaseIterable {
    /// With the oldest record.
    case earliest
    /// With the next record that comes.
    case latest
    /// Not at all: an operator decides.
    case fail
}

/// What differs between programs in the settings that all have.
package struct SettingDefaults: Hashable, Sendable {
    /// Where the endpoints listen.
    package var listen: ListenAddress
    /// Threads of a pipeline; 0 stands for "1 `archive`, 2 the others".
    package var lanes: Int

    /// Defaults.
    package init(listen: ListenAddress, lanes: Int = 0) {
        self.listen = listen
        self.lanes = lanes
    }

    /// For programs that serve nothing of their own.
    package static let none = SettingDefaults(listen: ListenAddress(host: "127.0.0.1", port: 0))
}

/// The settings that every program of the package has, all read and checked.
package struct ServiceSettings: Sendable {
    /// The database; nil: libpq's own variables.
    package var database: DatabaseURL?
    /// Kafka.
    package var kafka: KafkaSettings
    /// What the topics' names begin with.
    package var topicPrefix: String
    /// Where the endpoints listen.
    package var listen: ListenAddress
    /// Lets in to the page; nil: nobody is asked.
    package var httpToken: Secret?
    /// What is logged.
    package var logLevel: LogLevel
    /// How; nil: text on a terminal, else json.
    package var logFormat: LogFormat?
    /// Threads of a pipeline; nil: its own default.
    package var lanes: Int?
    /// The process's budget for fetched records and batches.
    package var memory: ByteSize
    /// Where to begin without a stored offset.
    package var start: StartPolicy
    /// What is larger is archived, and poison elsewhere.
    package var maxEventBytes: ByteSize
    /// How large the database's disk is; nil: nobody says so.
    package var databaseDisk: ByteSize?
    /// Of how many sessions at most the monitor shows metrics one by one.
    package var sessionMetrics: Int
    /// Variables that look like Kubernetes' own and were left alone.
    package var ignored: [String]

    /// Reads them.
    ///
    /// - parameter needs: what the program can't do without; a problem where it isn't set.
    package init(
        from reader: inout SettingsReader, _ defaults: SettingDefaults, kafka rules: KafkaRules, needs: Set<Need> = []
    ) {
        database = needs.contains(.database) ? reader.requiredDatabase() : reader.database()
        if needs.contains(.kafka), !reader.isSet(SettingsReader.bootstrapServers.name) {
            reader.problem(
                SettingsReader.bootstrapServers.name, "is not set",
                remedy: "give host:port, with commas between several")
        }
        kafka = reader.kafka(rules)
        topicPrefix = reader.read(Self.topicPrefix)
        listen = reader.read(Self.listen(defaults))
        httpToken = reader.read(Self.httpToken)
        logLevel = reader.read(Self.logLevel)
        logFormat = reader.read(Self.logFormat)
        lanes = reader.read(Self.lanes(defaults))
        memory = reader.read(Self.memory)
        start = reader.read(Self.start)
        maxEventBytes = reader.read(Self.maxEventBytes)
        databaseDisk = reader.read(Self.databaseDisk)
        sessionMetrics = reader.read(Self.sessionMetrics)
        ignored = reader.ignored
    }

    /// A server that a program can't do without.
    package enum Need: Hashable, Sendable {
        /// Postgres.
        case database
        /// Kafka.
        case kafka
    }
}
