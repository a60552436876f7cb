internal import Events
internal import JSON
internal import Service
internal import Topics

extension TopicsAction {
    /// `--validate-only`: looks at the files and asks no broker; nil where it isn't wanted.
    static func validate(_ surroundings: Surroundings) throws -> ExitCode? {
        guard surroundings.invocation.has("validate-only") else { return nil }
        // Whatever else is set is for those who speak to servers.
        let environment = surroundings.environment.filter { $0.key == "ZAPLINE_TOPIC_PREFIX" }
        let prefix = try OperatorSettings.read(environment).topicPrefix
        let report = try report(surroundings.invocation.value("directory"), prefix: prefix)
        surroundings.console.output(surroundings.wantsJSON ? report.json.text + "\n" : report.text)
        guard report.isUsable else { return .configuration }
        return report.problems.isEmpty ? .done : .found
    }

    private static func report(_ folder: String?, prefix: String) throws -> FilesReport {
        guard let folder else { return FilesReport(builtIn: try topics(nil, prefix: prefix)) }
        return ContractFolder(path: folder, prefix: prefix, carriers: carriers).report()
    }

    /// Each type of event that this version reads or publishes, with the topic that carries it.
    static var carriers: [String: String] {
        let pairs = EventType.allCases.compactMap { type -> (String, String)? in
            let name = type.name.description
            let topic = CloudEvent(id: "", source: "", type: name, subject: "").topicName
            return topic.map { (name, $0) }
        }
        return Dictionary(pairs) { first, _ in first }
    }
}
