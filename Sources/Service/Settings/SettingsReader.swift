/// Reads the environment into typed settings and gathers every problem on the way.
///
/// Reading goes on after a problem, with the default in its place; `finish` throws what was gathered. An empty
/// variable counts as one that isn't set: that is what a compose file makes of a variable that its shell doesn't
/// have.
package struct SettingsReader: Sendable {
    let environment: [String: String]
    private(set) var problems: [SettingsError.Problem] = []
    /// Names that look like what Kubernetes injects for a Service, and are left alone for it.
    package private(set) var ignored: [String] = []

    /// A reader of an environment; a `ZAPLINE_…` that isn't one of `known` is a problem.
    ///
    /// - parameter known: the settings of all programs, since they are often started with one list of variables.
    package init(_ environment: [String: String], known: [SettingDescription]) {
        self.environment = environment.filter { !$0.value.isEmpty }
        checkUnknown(Set(known.map(\.name)))
    }

    /// The value of a setting: its default where it isn't set, or can't be used.
    package mutating func read<Value>(_ setting: Setting<Value>) -> Value {
        guard let text = environment[setting.name] else { return setting.defaultValue }
        do throws(SettingFault) {
            return try setting.parse(text)
        } catch {
            // A fault may quote the value, which a secret's must not.
            let what = setting.description.isSecret ? "its value can't be used" : error.what
            problem(setting.name, what, remedy: error.remedy)
            return setting.defaultValue
        }
    }

    /// The value of a setting that has to be set; a problem where it isn't.
    package mutating func require<Value>(_ setting: Setting<Value?>) -> Value? {
        if environment[setting.name] == nil {
            problem(setting.name, "is not set", remedy: "set it: \(setting.description.help)")
        }
        return read(setting)
    }

    /// Whether a variable is set.
    package func isSet(_ name: String) -> Bool { environment[name] != nil }

    /// Adds a problem, between settings for example.
    package mutating func problem(_ name: String, _ what: String, remedy: String) {
        problems.append(SettingsError.Problem(name, what, remedy: remedy))
    }

    /// Throws all problems.
    package func finish() throws(SettingsError) {
        guard problems.isEmpty else { throw SettingsError(problems.sorted { $0.name < $1.name }) }
    }

    private mutating func checkUnknown(_ known: Set<String>) {
        for name in environment.keys.sorted() where name.hasPrefix("ZAPLINE_") && !known.contains(name) {
            if Self.isInjected(name) {
                ignored.append(name)
                continue
            }
            let meant = Nearest.match(name, among: known.filter { $0.hasPrefix("ZAPLINE_") })
            problem(
                name, "there is no such setting",
                remedy: meant.map { "did you mean \($0)?" } ?? "see --help for the settings")
        }
    }

    /// What Kubernetes sets in every pod for a Service whose name begins with `zapline`:
    /// `ZAPLINE_MONITOR_SERVICE_HOST`, `…_SERVICE_PORT`, `…_SERVICE_PORT_HTTP`, `…_PORT`, `…_PORT_9473_TCP_ADDR` and
    /// so on.
    ///
    /// Source: https://kubernetes.io/docs/concepts/services-networking/service/#environment-variables
    private static func isInjected(_ name: String) -> Bool {
        name.hasSuffix("_SERVICE_HOST") || name.hasSuffix("_SERVICE_PORT") || name.contains("_SERVICE_PORT_")
            || name.hasSuffix("_PORT") || name.contains("_PORT_")
    }
}
