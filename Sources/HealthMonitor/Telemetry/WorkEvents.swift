import Kafka
import Telemetry

/// A transaction was committed.
struct HealthCommitted: TelemetryEvent {
    let sessions: Int
    let commands: Int
    let duration: Duration

    func log(to logger: Logger) {
        logger.trace("health stored", ["sessions": .integer(sessions), "duration": .duration(duration)])
        guard commands > 0 else { return }
        logger.info("sessions are asked to reconnect", ["commands": .integer(commands)])
    }

    func record(in instruments: MonitorInstruments) {
        instruments.commitSeconds.observe(duration)
        instruments.commands.add(commands)
    }
}

/// A transaction failed and is tried again.
struct CommitDelayed: TelemetryEvent {
    typealias Instruments = MonitorInstruments
    let error: String

    func log(to logger: Logger) { logger.info("storing health is tried again", [.error: .string(error)]) }
}

/// Records were published.
struct RecordsPublished: TelemetryEvent {
    let counts: [String: Int]

    func record(in instruments: MonitorInstruments) {
        for (topic, count) in counts { instruments.published.child(topic).add(count) }
    }
}

/// Records could not be published; they wait.
struct PublishFailed: TelemetryEvent {
    let error: String

    func log(to logger: Logger) {
        logger.warning("health can't be published yet; it waits", [.error: .string(error)])
    }

    func record(in instruments: MonitorInstruments) { instruments.publishFailures.increment() }
}

/// A record can never be published, and was given up.
struct RecordRefused: TelemetryEvent {
    let record: Outgoing
    let error: String

    func log(to logger: Logger) {
        logger.error(
            "a health event is too large and was given up: the topic goes on with the one before it",
            [
                "topic": .string(record.topic), "key": .string(record.key), "event.id": .string(record.id),
                "bytes": .integer(record.value?.count ?? 0), .error: .string(error),
            ])
    }

    func record(in instruments: MonitorInstruments) { instruments.refused.increment() }
}

/// Lag was looked at.
struct LagJudged: TelemetryEvent {
    let consumers: [ConsumerHealth]

    func record(in instruments: MonitorInstruments) {
        instruments.show(consumers)
        instruments.consumers.set(consumers)
    }
}

/// Lag can't be looked at.
struct LookFailed: TelemetryEvent {
    typealias Instruments = MonitorInstruments
    let what: String
    let error: String

    func log(to logger: Logger) {
        logger.warning("consumers can't be looked at", ["what": .string(what), .error: .string(error)])
    }
}

/// What a consumer group has committed isn't known.
struct GroupSilent: TelemetryEvent {
    typealias Instruments = MonitorInstruments
    let pipeline: String
    let error: String

    func log(to logger: Logger) {
        logger.debug(
            "a group's committed offsets can't be had", ["pipeline": .string(pipeline), .error: .string(error)])
    }
}

/// Nothing is known any more of what the gauges show.
struct SightLost: TelemetryEvent {
    /// Whether it is of sessions; else of consumers.
    let isOfSessions: Bool

    func record(in instruments: MonitorInstruments) {
        if isOfSessions {
            instruments.sessions.removeAll()
            instruments.sessionReasons.removeAll()
            instruments.eachSession.show([])
        } else {
            instruments.forgetConsumers()
        }
    }
}

/// The Kafka client says something of its own.
struct ClientLogged: TelemetryEvent {
    typealias Instruments = MonitorInstruments
    let line: LogLine

    func log(to logger: Logger) {
        let level: LogLevel = line.level <= 3 ? .warning : line.level <= 5 ? .notice : .debug
        logger.log(level, "the Kafka client says", ["facility": .string(line.facility), "text": .string(line.text)])
    }
}
