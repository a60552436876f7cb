/// A setting with the type of its value.
package struct Setting<Value: Sendable>: Sendable {
    /// What there is to know of it.
    package var description: SettingDescription
    /// What holds where it isn't set.
    package var defaultValue: Value
    /// Makes a value of its text.
    package var parse: @Sendable (String) throws(SettingFault) -> Value

    /// A setting.
    package init(
        _ description: SettingDescription, default defaultValue: Value,
        parse: @escaping @Sendable (String) throws(SettingFault) -> Value
    ) {
        self.description = description
        self.defaultValue = defaultValue
        self.parse = parse
    }

    /// The environment variable.
    package var name: String { description.name }

    /// The same setting where it need not be set and then is nil.
    package var optional: Setting<Value?> {
        let parse = parse
        return Setting<Value?>(description, default: nil) { text throws(SettingFault) in try parse(text) }
    }
}

/// Why a text is no value of its setting.
package struct SettingFault: Error, Hashable, Sendable {
    /// What is wrong.
    package var what: String
    /// What to do.
    package var remedy: String

    /// A fault.
    package init(_ what: String, remedy: String) {
        self.what = what
        self.remedy = remedy
    }
}
