package import Kafka
package import Postgres

/// How the monitor runs.
package struct MonitorSettings: Sendable {
    /// The broker, and the clients' properties.
    package var kafka: ClientSettings
    /// The database; the monitor names its own sessions.
    package var database: ConnectionSettings
    /// Who it is: unique to the process, `monitor/<id>` on the health topic.
    package var id: String
    /// What the topics' names begin with.
    package var topicPrefix = "whatsapp."
    /// The size past which an event isn't looked into.
    package var maxEventBytes = 16 << 20
    /// Bytes that the queue of fetched records may hold.
    package var queueBytes = 32 << 20
    /// Whether to end once everything that was there at the start is read, judged and published. It waits for the lease like any
    /// other; a disconnect that is too young to decide on stays for the next run.
    package var untilEnd = false
    /// The pipelines that are expected, with their topics (without prefix).
    package var pipelines: [(name: String, topics: [String])] = [
        ("archive", ["lifecycle", "messages"]), ("health", ["lifecycle", "heartbeats", "messages"]),
        ("messages", ["messages"]), ("status", ["lifecycle", "heartbeats"]),
    ]
    /// When sessions are worth a word.
    package var rules = SessionRules()
    /// When a disconnect calls for a command.
    package var reconnect = ReconnectPolicy()
    /// When things are said again.
    package var publication = PublicationRule()
    /// How a canary goes round; nil: none does.
    package var canary: CanaryRules? = CanaryRules()
    /// The consumer groups of pipelines, by pipeline: what they have committed to Kafka is shown beside.
    package var groups: [String: String] = [:]
    /// The size of the database's disk, in bytes; nil: nobody says so, and its headroom isn't judged.
    package var databaseDisk: Int64?
    /// The version of the program, for its own event.
    package var version = ""
    /// Of how many sessions at most each has metrics of its own; 0: of none.
    package var sessionMetrics = 0
    /// Asked before the first lease, and again until it says nil: why this build may not write the schema that is there. A monitor
    /// that is deployed before the schema must not fail, and one that starts while the database is away has others to tell of it.
    package var schemaFault: (@Sendable (inout Connection) throws(PostgresError) -> String?)?
    /// How often lag is looked at.
    package var lagInterval = Duration.seconds(5)

    /// A monitor on these servers.
    package init(kafka: ClientSettings, database: ConnectionSettings, id: String) {
        self.kafka = kafka
        self.database = database
        self.id = id
        self.database.applicationName = "zapline/health"
        // A transaction of ours holds the lease's row: one that hangs must be over before a takeover is late.
        self.database.statementTimeout = .seconds(8)
        self.database.lockTimeout = .seconds(2)
        self.database.idleInTransactionTimeout = .seconds(5)
        // Commands and events follow from what is committed, so it has to last.
        self.database.synchronousCommit = true
    }

    /// A topic's whole name.
    func topic(_ name: String) -> String { topicPrefix + name }

    /// The topic that it publishes verdicts to.
    var healthTopic: String { topic("health") }

    /// Every topic that has to be there.
    var allTopics: [String] {
        Set(sources + pipelines.flatMap { $0.topics.map(topic) } + [healthTopic, topic("commands")]).sorted()
    }

    /// The topics that the monitor reads, in the order of `SourceTopic`.
    var sources: [String] { SourceTopic.allCases.map { topic($0.rawValue) } }
}

/// The topics that the monitor reads.
enum SourceTopic: String, CaseIterable, Sendable {
    case lifecycle, heartbeats, messages

    /// Its place among them.
    var place: Int {
        switch self {
        case .lifecycle: 0
        case .heartbeats: 1
        case .messages: 2
        }
    }
}
