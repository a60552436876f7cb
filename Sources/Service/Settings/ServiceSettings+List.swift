package import HTTPServer
package import Telemetry

extension ServiceSettings {
    /// Every setting that all programs have, in the order in which `--help` lists them.
    package static func descriptions(_ defaults: SettingDefaults) -> [SettingDescription] {
        [
            SettingsReader.databaseURL.description, SettingsReader.bootstrapServers.description,
            SettingsReader.properties,
            topicPrefix.description, listen(defaults).description, httpToken.description, logLevel.description,
            logFormat.description, lanes(defaults).description, memory.description, start.description,
            maxEventBytes.description, databaseDisk.description, sessionMetrics.description,
        ]
    }

    /// `ZAPLINE_TOPIC_PREFIX`.
    package static let topicPrefix = Setting<String>.text(
        "ZAPLINE_TOPIC_PREFIX", "TEXT", default: "whatsapp.", help: "What the topics' names begin with."
    ) { text throws(SettingFault) in
        let isName = text.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                || [0x2E, 0x5F, 0x2D].contains(byte)
        }
        // Kafka takes names of up to 249 characters; the rest is for what comes behind.
        guard isName, text.utf8.count <= 200 else {
            throw SettingFault(
                "'\(text)' can't begin a topic's name",
                remedy: "give up to 200 letters, digits, dots, hyphens and underscores")
        }
    }

    /// `ZAPLINE_HTTP_LISTEN`.
    package static func listen(_ defaults: SettingDefaults) -> Setting<ListenAddress> {
        .address(
            "ZAPLINE_HTTP_LISTEN", default: defaults.listen,
            help: "Where /healthz, /readyz and /metrics are served. Port 0: any free one, which is logged.")
    }

    /// `ZAPLINE_HTTP_TOKEN`.
    package static let httpToken = Setting<Secret>(
        SettingDescription(
            "ZAPLINE_HTTP_TOKEN", "TEXT",
            help: "What the status page asks for; needed where others than this machine reach it.",
            isSecret: true),
        default: Secret("")
    ) { text throws(SettingFault) in
        guard text.utf8.count >= 16, text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            throw SettingFault(
                "", remedy: "give at least 16 characters without spaces: openssl rand -hex 16 makes some")
        }
        return Secret(text)
    }.optional

    /// `ZAPLINE_LOG_LEVEL`.
    package static let logLevel = Setting<LogLevel>.choice(
        "ZAPLINE_LOG_LEVEL", default: .info, help: "What matters less is not logged.")

    /// `ZAPLINE_LOG_FORMAT`.
    package static let logFormat = Setting<LogFormat>.choice(
        "ZAPLINE_LOG_FORMAT", default: .text, defaultText: "text on a terminal, else json",
        help: "How log lines are written."
    ).optional

    /// `ZAPLINE_LANES`.
    package static func lanes(_ defaults: SettingDefaults) -> Setting<Int?> {
        var setting = Setting<Int>.integer(
            "ZAPLINE_LANES", 1...64, default: defaults.lanes, help: "Threads of a pipeline.")
        if defaults.lanes == 0 { setting.description.defaultText = "1 archive, 2 the others" }
        return setting.optional
    }

    /// `ZAPLINE_MEMORY`.
    package static let memory = Setting<ByteSize>.byteSize(
        "ZAPLINE_MEMORY", .mebibytes(16)...ByteSize.mebibytes(1 << 20), default: .mebibytes(128),
        help: "The process's budget for fetched records and batches, divided among its lanes.")

    /// `ZAPLINE_START`.
    package static let start = Setting<StartPolicy>.choice(
        "ZAPLINE_START", default: .earliest, help: "Where to begin in a partition with no stored offset; only there.")

    /// `ZAPLINE_MAX_EVENT_BYTES`.
    package static let maxEventBytes = Setting<ByteSize>.byteSize(
        "ZAPLINE_MAX_EVENT_BYTES", ByteSize(bytes: 1 << 10)...ByteSize.mebibytes(1 << 10), default: .mebibytes(16),
        help: "Larger events are archived, and poison elsewhere.")

    /// `ZAPLINE_DATABASE_DISK`.
    package static let databaseDisk: Setting<ByteSize?> = {
        var setting = Setting<ByteSize>.byteSize(
            "ZAPLINE_DATABASE_DISK", .mebibytes(1)...ByteSize.mebibytes(1 << 30), default: .mebibytes(1 << 10),
            help: "How large the database's disk is, which SQL can't tell: health-monitor then judges what is left.")
        setting.description.defaultText = "none"
        return setting.optional
    }()

    /// `ZAPLINE_SESSION_METRICS`.
    package static let sessionMetrics = Setting<Int>.integer(
        "ZAPLINE_SESSION_METRICS", 0...10_000, default: 0,
        help: "Of how many sessions at most health-monitor's /metrics tells one by one, two lines each; 0: of none.")
}
