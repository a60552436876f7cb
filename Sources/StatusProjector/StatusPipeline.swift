package import Pipeline

/// The pipeline of `status-projector`.
package enum StatusPipeline {
    /// Its name.
    package static let name = "status"

    /// The pipeline over these topics.
    package static func definition(lifecycle: String, heartbeats: String, group: String) -> PipelineDefinition {
        // The order is what `StatusHandler.Topic` says.
        PipelineDefinition(name: name, topics: [lifecycle, heartbeats], group: group) { StatusHandler($0) }
    }
}
