/// The topics of an installation, sorted by name, no two alike.
package struct TopicSet: Hashable, Sendable {
    package let topics: [TopicSpec]

    /// The topics of `files`, under `prefix`; what is wrong in any of them is told together.
    package init(files: [(name: String, yaml: [UInt8])], prefix: String = "whatsapp.") throws(TopicFileError) {
        var topics: [TopicSpec] = []
        var problems: [TopicFileError.Problem] = []
        for file in files {
            do {
                topics.append(try TopicSpec(yaml: file.yaml, file: file.name, prefix: prefix))
            } catch {
                problems += error.problems
            }
        }
        problems += Self.duplicates(in: topics)
        if let error = TopicFileError(problems) { throw error }
        self.topics = topics.sorted { $0.name < $1.name }
    }

    /// The five topics of the contract, as this program was built with them.
    package static func builtIn(prefix: String = "whatsapp.") throws(TopicFileError) -> TopicSet {
        try TopicSet(files: BuiltInTopics.files.map { ($0.name, Array($0.yaml.utf8)) }, prefix: prefix)
    }

    /// Two files of one topic, or of names that Kafka can't tell apart in its metrics.
    private static func duplicates(in topics: [TopicSpec]) -> [TopicFileError.Problem] {
        var first: [String: TopicSpec] = [:]
        return topics.compactMap { topic in
            guard let other = first.updateValue(topic, forKey: TopicName.collisionName(topic.name)) else { return nil }
            let message =
                other.name == topic.name
                ? "the topic `\(topic.name)` is described by \(other.file) too"
                : "`\(topic.name)` and `\(other.name)` (\(other.file)) differ in `.` and `_` alone, which Kafka refuses"
            return TopicFileError.Problem(code: .duplicateTopic, file: topic.file, mark: nil, message: message)
        }
    }
}
