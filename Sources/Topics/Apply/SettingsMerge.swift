/// The whole set to send, since AlterConfigs replaces it: what stands on the topic, with the changes laid over it.
///
/// What somebody sets between our reading and our sending is lost; librdkafka 2.0.2 has no request that could keep it.
struct SettingsMerge {
    private(set) var settings: [String: String] = [:]
    private var removed: [String] = []

    /// What a topic is made with.
    init(of topic: NewTopic) { settings = topic.settings }

    /// - parameter standing: the describe of a moment ago.
    init(_ standing: [String: ActualSetting], changes: [TopicChange]) throws(TopicApplyError) {
        for change in changes {
            switch change {
            case .set(let name, _, let value): settings[name] = value
            case .unset(let name, _): removed.append(name)
            case .create, .grow, .delete: break
            }
        }
        for (name, setting) in standing where setting.isSetOnTopic && settings[name] == nil && !removed.contains(name) {
            guard let value = setting.value else {
                throw TopicApplyError(
                    code: .hiddenValue,
                    message:
                        "the cluster hides the value of \(name), so that sending the rest would lose it: nothing was sent"
                )
            }
            settings[name] = value
        }
    }

    /// Whether a describe shows all of it: also that nothing which stood there was lost.
    func isShown(in found: [String: ActualSetting]) -> Bool {
        let areSet = settings.allSatisfy { name, value in
            found[name]?.value.map { SettingCatalogue.areEqual($0, value, for: name) } ?? false
        }
        return areSet && removed.allSatisfy { found[$0]?.isSetOnTopic != true }
    }
}
