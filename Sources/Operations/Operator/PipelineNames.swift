internal import Consumers

/// The pipelines by name, with the topics that each reads.
enum PipelineNames {
    /// Their names.
    static let all = ["archive", "health", "messages", "status"]

    /// Those whose tables can be made again from the log.
    static let rebuilt = ["archive", "messages", "status"]

    /// The build of a pipeline's tables that applications see.
    static let liveGeneration: Int64 = 0

    /// The topics of a pipeline, with their prefix.
    static func topics(of pipeline: String, prefix: String) -> [String] {
        let names = TopicNames(prefix: prefix)
        return switch pipeline {
        case "archive": [names.messages, names.lifecycle]
        case "messages": [names.messages]
        case "status": [names.lifecycle, names.heartbeats]
        case "health": [names.lifecycle, names.heartbeats, names.messages]
        default: []
        }
    }

    /// Those of a pipeline's topics whose older records it can have from the archive.
    static func archivedTopics(of pipeline: String, prefix: String) -> [String] {
        let names = TopicNames(prefix: prefix)
        return switch pipeline {
        case "messages": [names.messages]
        case "status": [names.lifecycle]
        default: []
        }
    }
}
