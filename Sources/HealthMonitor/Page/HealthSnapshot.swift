/// What the monitor knows at a moment, for its page and its JSON.
package struct HealthSnapshot: Sendable {
    /// When the sessions were looked at.
    package var observedAt: Moment = 0
    /// What the monitor is doing.
    package var status = MonitorStatus()
    /// Its own health, while it is active.
    package var monitor: MonitorHealth?
    /// The sessions, deleted ones left out.
    package var sessions: [SessionLine] = []
    /// The pipelines.
    package var pipelines: [PipelineHealth] = []
    /// The pipelines, partition by partition.
    package var consumers: [ConsumerHealth] = []

    /// Nothing known.
    package init() {}
}

/// A session as the page shows it.
package struct SessionLine: Hashable, Sendable {
    /// The instance's name.
    package let name: String
    /// What is known of it.
    package let health: SessionHealth

    /// A session.
    package init(_ name: String, _ health: SessionHealth) {
        self.name = name
        self.health = health
    }
}
