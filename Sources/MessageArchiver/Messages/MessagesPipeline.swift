package import Pipeline

/// The pipeline that folds messages into their state.
package enum MessagesPipeline {
    /// Its name.
    package static let name = "messages"

    /// The pipeline over this topic.
    package static func definition(messages: String, group: String) -> PipelineDefinition {
        PipelineDefinition(name: name, topics: [messages], group: group) { MessagesHandler($0) }
    }
}
