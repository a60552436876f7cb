/// What a pipeline is doing, for the endpoints.
package struct PipelineStatus: Sendable {
    /// The pipeline's name.
    package var pipeline: String
    /// Why the broker can't be used, or nil.
    package var broker: String?
    /// Why the database can't be used, or nil.
    package var database: String?
    /// The partitions that may not go on, with their reasons, for people.
    package var halted: [String] = []
    /// How many partitions the group gave us.
    package var owned = 0
    /// Whether every one of them is being consumed.
    package var isSettled = false
    /// The partitions that stand still although there is something to consume, for people.
    package var stalled: [String] = []
    /// What only a restart heals, or nil: a thread or a partition that stands still for long, a fatal error of the client's.
    package var stuck: String?
    /// Whether it has been so for so long that the process should end by itself.
    package var mustEnd = false

    /// A pipeline that has not begun.
    package init(pipeline: String) { self.pipeline = pipeline }

    /// Whether it can do its work; a member without partitions can.
    package var isReady: Bool { broker == nil && database == nil && halted.isEmpty && stalled.isEmpty && stuck == nil }
}
