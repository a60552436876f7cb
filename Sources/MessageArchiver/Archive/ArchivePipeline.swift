package import Pipeline

/// The pipeline that keeps every record.
package enum ArchivePipeline {
    /// Its name.
    package static let name = "archive"

    /// The pipeline over these topics.
    package static func definition(messages: String, lifecycle: String, group: String) -> PipelineDefinition {
        PipelineDefinition(name: name, topics: [messages, lifecycle], group: group) { ArchiveHandler($0) }
    }
}
