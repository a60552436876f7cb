internal import Consumers
internal import Kafka
package import Service

/// Looks at the settings, each of them, and never shows a secret.
package struct SettingsCheck {
    /// The settings, with defaults in the place of what can't be used.
    package let settings: ServiceSettings
    /// A line a setting, and one a problem.
    package private(set) var findings: [Finding] = []
    /// Whether it is known which database is meant: libpq would take another one for a URL that can't be used.
    package let namesDatabase: Bool

    /// Looks at an environment.
    package init(_ environment: [String: String]) {
        var reader = SettingsReader(environment, known: OperatorSettings.known)
        settings = ServiceSettings(
            from: &reader, .none, kafka: ConsumerSettings.kafkaRules, needs: [.database, .kafka])
        var problems: [SettingsError.Problem] = []
        do throws(SettingsError) { try reader.finish() } catch { problems = error.problems }
        let bad = Set(problems.map(\.name))
        namesDatabase = !bad.contains(SettingsReader.databaseURL.name)
        for setting in OperatorSettings.known where !setting.name.contains("<") && !bad.contains(setting.name) {
            findings.append(Finding("settings", .ok, value(of: setting, environment)))
        }
        findings += properties(environment)
        findings += settings.ignored.map {
            Finding("settings", .ok, "\($0) looks like Kubernetes' own and is left alone")
        }
        findings += problems.map { Finding("settings", .fail, "\($0.name) \($0.what)", advice: $0.remedy) }
    }

    private func value(of setting: SettingDescription, _ environment: [String: String]) -> String {
        guard let text = environment[setting.name], !text.isEmpty else {
            return "\(setting.name) is not set"
                + (setting.defaultText.flatMap { $0.isEmpty ? nil : ", so \($0)" } ?? "")
        }
        if setting.name == SettingsReader.databaseURL.name {
            return "\(setting.name) is \(settings.database.map { "\($0)" } ?? Redaction.mark)"
        }
        return "\(setting.name) is \(setting.isSecret ? "set and not shown" : text)"
    }

    /// The properties of the client that the environment sets.
    private func properties(_ environment: [String: String]) -> [Finding] {
        settings.kafka.properties.sorted { $0.key < $1.key }.map { name, value in
            let shown = ClientSettings.isSecret(name) ? "set and not shown" : value.reveal()
            return Finding("settings", .ok, "\(name) is \(shown)")
        }
    }
}
