package import Kafka
package import Postgres

/// What a pipeline is: its name, its topics, and what it makes of them.
package struct PipelineDefinition: Sendable {
    /// The name: `status`, `archive`, `messages`.
    package let name: String
    /// The topics, with their prefix.
    package let topics: [String]
    /// The consumer group.
    package let group: String
    /// Makes a lane's handler; called on the lane's thread.
    package let makeHandler: @Sendable (HandlerContext) -> any Handler

    /// A pipeline.
    package init(
        name: String, topics: [String], group: String, makeHandler: @escaping @Sendable (HandlerContext) -> any Handler
    ) {
        self.name = name
        self.topics = topics
        self.group = group
        self.makeHandler = makeHandler
    }
}

/// Where a partition without a stored offset starts.
package enum StartPolicy: String, Sendable, CaseIterable {
    /// At the first record that the broker has.
    case earliest
    /// Behind the last one.
    case latest
    /// Nowhere: it halts until an operator says.
    case fail
}

/// How a pipeline runs.
package struct PipelineSettings: Sendable {
    /// The broker, and the client's properties.
    package var kafka: ClientSettings
    /// The database; the pipeline names its own sessions and turns flushed commits on and off.
    package var database: ConnectionSettings
    /// Who claims: for people who read `consumer_offsets`.
    package var owner: String
    /// The number of lanes.
    package var lanes = 2
    /// Bytes that one lane's queue of fetched records may hold.
    package var queueBytes = 64 << 20
    /// Where a partition without a stored offset starts.
    package var start = StartPolicy.earliest
    /// The size past which an event isn't looked into.
    package var maxEventBytes = 16 << 20
    /// Whether to stop at the end offsets that are seen first.
    package var untilEnd = false
    /// How long the lanes get to let go of what a rebalance or a stop takes.
    package var releaseTimeout = Duration.seconds(15)
    /// How long until a halted partition that may be tried again is.
    package var haltRetry = Duration.seconds(30)
    /// How often the claimer asks both servers for a sign of life and compares offset rows with what lanes know.
    package var probeInterval = Duration.seconds(5)
    /// How long what stands still is borne with.
    package var watchdog = Watchdog.Bounds()
    /// For a build beside the live one; nil: live.
    package var replay: Replay?

    /// A pipeline on these servers.
    package init(kafka: ClientSettings, database: ConnectionSettings, owner: String) {
        self.kafka = kafka
        self.database = database
        self.owner = owner
    }
}
