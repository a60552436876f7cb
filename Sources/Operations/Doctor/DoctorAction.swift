internal import JSON
package import Service

/// `zapline doctor`: everything looked at, each a line with what to do.
package enum DoctorAction {
    /// Looks at it all; both servers at once, so that a silent one costs no more than its own timeouts.
    package static func run(_ surroundings: Surroundings) async throws -> ExitCode {
        let check = SettingsCheck(surroundings.environment)
        let settings = check.settings
        let topics = try TopicsAction.topics(
            surroundings.invocation.value("directory"), prefix: settings.topicPrefix)
        async let kafka = KafkaCheck.findings(settings, topics: topics)
        async let database = check.namesDatabase ? DatabaseCheck.findings(settings) : (findings: [], offsets: [])
        let (brokers, tables) = await (kafka, database)
        var findings = check.findings + LibraryCheck.findings(settings) + brokers.findings + tables.findings
        if let broker = brokers.broker, tables.findings.contains(where: { $0.section == "schema" && $0.level == .ok }) {
            findings += await LagCheck.findings(tables.offsets, broker)
        }
        surroundings.console.output(surroundings.wantsJSON ? findings.json.text + "\n" : findings.text)
        return findings.exitCode
    }
}
