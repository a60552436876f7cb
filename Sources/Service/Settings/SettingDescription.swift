/// What there is to know of a setting, for `--help`, the README's table and the check for unknown names.
package struct SettingDescription: Hashable, Sendable {
    /// The environment variable.
    package var name: String
    /// What a value looks like, `DURATION` for example.
    package var placeholder: String
    /// What holds where it isn't set; nil: it has no default.
    package var defaultText: String?
    /// What it does, one sentence.
    package var help: String
    /// Whether its value must never be shown.
    package var isSecret: Bool

    /// A description.
    package init(
        _ name: String, _ placeholder: String, defaultText: String? = nil, help: String, isSecret: Bool = false
    ) {
        self.name = name
        self.placeholder = placeholder
        self.defaultText = defaultText
        self.help = help
        self.isSecret = isSecret
    }

    /// A Markdown table of settings, for the README.
    package static func markdown(_ settings: [SettingDescription]) -> String {
        var lines = ["| setting | default | |", "| --- | --- | --- |"]
        for setting in settings {
            let value = setting.defaultText.map { $0.isEmpty ? "" : "`\($0)`" } ?? ""
            lines.append("| `\(setting.name)` | \(value) | \(setting.help.replacing("|", with: "\\|")) |")
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
