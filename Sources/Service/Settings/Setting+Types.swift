package import HTTPServer

extension Setting where Value == String {
    /// Text that `check` accepts.
    package static func text(
        _ name: String, _ placeholder: String, default defaultValue: String, help: String, isSecret: Bool = false,
        check: @escaping @Sendable (String) throws(SettingFault) -> Void = { _ throws(SettingFault) in }
    ) -> Setting {
        let description = SettingDescription(
            name, placeholder, defaultText: isSecret ? nil : defaultValue, help: help, isSecret: isSecret)
        return Setting(description, default: defaultValue) { text throws(SettingFault) in
            try check(text)
            return text
        }
    }
}

extension Setting where Value == Int {
    /// A whole number within bounds.
    package static func integer(
        _ name: String, _ range: ClosedRange<Int>, default defaultValue: Int, help: String
    ) -> Setting {
        let description = SettingDescription(name, "N", defaultText: String(defaultValue), help: help)
        return Setting(description, default: defaultValue) { text throws(SettingFault) in
            let remedy = "give a whole number from \(range.lowerBound) to \(range.upperBound)"
            guard let number = Int(text) else { throw SettingFault("'\(text)' is no whole number", remedy: remedy) }
            guard range.contains(number) else { throw SettingFault("\(number) is out of range", remedy: remedy) }
            return number
        }
    }
}

extension Setting where Value == ByteSize {
    /// A size within bounds.
    package static func byteSize(
        _ name: String, _ range: ClosedRange<ByteSize>, default defaultValue: ByteSize, help: String
    ) -> Setting {
        let description = SettingDescription(name, "SIZE", defaultText: defaultValue.description, help: help)
        return Setting(description, default: defaultValue) { text throws(SettingFault) in
            let remedy = "give a size from \(range.lowerBound) to \(range.upperBound), 64KiB or 128MiB for example"
            guard let size = ByteSize(text) else { throw SettingFault("'\(text)' is no size", remedy: remedy) }
            guard range.contains(size) else { throw SettingFault("\(size) is out of range", remedy: remedy) }
            return size
        }
    }
}

extension Setting where Value == Duration {
    /// A stretch of time within bounds.
    package static func duration(
        _ name: String, _ range: ClosedRange<Duration>, default defaultValue: Duration, help: String
    ) -> Setting {
        let description = SettingDescription(
            name, "DURATION", defaultText: DurationText.format(defaultValue), help: help)
        return Setting(description, default: defaultValue) { text throws(SettingFault) in
            let (low, high) = (DurationText.format(range.lowerBound), DurationText.format(range.upperBound))
            let remedy = "give a duration from \(low) to \(high), 500ms, 30s or 1h30m for example"
            guard let duration = DurationText.parse(text) else {
                throw SettingFault("'\(text)' is no duration", remedy: remedy)
            }
            guard range.contains(duration) else {
                throw SettingFault("\(DurationText.format(duration)) is out of range", remedy: remedy)
            }
            return duration
        }
    }
}

extension Setting where Value == Bool {
    /// Yes or no.
    package static func flag(_ name: String, default defaultValue: Bool, help: String) -> Setting {
        let description = SettingDescription(name, "true|false", defaultText: String(defaultValue), help: help)
        return Setting(description, default: defaultValue) { text throws(SettingFault) in
            switch text.lowercased() {
            case "true", "yes", "on", "1": return true
            case "false", "no", "off", "0": return false
            default: throw SettingFault("'\(text)' is neither true nor false", remedy: "give true or false")
            }
        }
    }
}

extension Setting where Value: RawRepresentable & CaseIterable, Value.RawValue == String {
    /// One of a few words.
    package static func choice(_ name: String, default defaultValue: Value, help: String) -> Setting {
        choice(name, default: defaultValue, defaultText: defaultValue.rawValue, help: help)
    }

    /// One of a few words, with a default that is told otherwise.
    package static func choice(
        _ name: String, default defaultValue: Value, defaultText: String, help: String
    ) -> Setting {
        let words = Value.allCases.map(\.rawValue)
        let description = SettingDescription(name, words.joined(separator: "|"), defaultText: defaultText, help: help)
        return Setting(description, default: defaultValue) { text throws(SettingFault) in
            if let value = Value(rawValue: text.lowercased()) { return value }
            let meant = Nearest.match(text.lowercased(), among: words).map { "; did you mean \($0)?" } ?? ""
            throw SettingFault(
                "'\(text)' is none of its words", remedy: "give one of \(words.joined(separator: ", "))\(meant)")
        }
    }
}

extension Setting where Value == ListenAddress {
    /// Where to listen.
    package static func address(_ name: String, default defaultValue: ListenAddress, help: String) -> Setting {
        let description = SettingDescription(name, "HOST:PORT", defaultText: defaultValue.description, help: help)
        return Setting(description, default: defaultValue) { text throws(SettingFault) in
            if let address = ListenAddress(text) { return address }
            let remedy = "give 127.0.0.1:9471, [::1]:0 or, for every address of this machine, 0.0.0.0:9471"
            throw SettingFault("'\(text)' is no HOST:PORT", remedy: remedy)
        }
    }
}
