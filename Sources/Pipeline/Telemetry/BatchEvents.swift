import Kafka
import Telemetry

/// A transaction was committed.
struct BatchCommitted: PipelineEvent {
    let records: Int
    let deadLetters: Int
    /// Those of them that keep coordinates and reason only.
    let trimmed: Int
    let tally: Tally
    let duration: Duration

    func log(to logger: Logger) {
        logger.trace("batch committed", ["records": .integer(records), "duration": .duration(duration)])
        guard deadLetters > 0 else { return }
        logger.warning(
            "records went to dead_letters; look with 'zapline dead-letters list'",
            ["records": .integer(deadLetters), "trimmed": .integer(trimmed)])
    }

    func record(in instruments: PipelineInstruments, pipeline: String) {
        instruments.applied.child(pipeline).add(records)
        instruments.batchRecords.child(pipeline).observe(Double(records))
        instruments.commitSeconds.child(pipeline).observe(duration)
        instruments.deadLetters.child(pipeline).add(deadLetters)
        instruments.trimmedLetters.child(pipeline).add(trimmed)
        instruments.invalidFields.child(pipeline).add(tally.invalidFields)
        for (why, count) in [
            ("tombstone", tally.tombstones), ("unknown-type", tally.unknownTypes), ("wrong-topic", tally.wrongTopic),
        ] where count > 0 { instruments.ignored.child(pipeline, why).add(count) }
    }
}

/// An attempt at a batch failed; the state machine decides what is done.
struct BatchFailed: PipelineEvent {
    let fault: Fault
    let lane: Int

    func log(to logger: Logger) {
        switch FailureClass(fault) {
        case .retry, .halve:
            logger.info("a batch is tried again", [.error: .string(fault.description), "lane": .integer(lane)])
        case .reconnect:
            logger.warning(
                "the database is not there; the batch waits for it",
                [.error: .string(fault.description), "lane": .integer(lane)])
        case .fenced:
            logger.notice("another owner holds a partition of the batch", ["lane": .integer(lane)])
        case .poison:
            logger.debug("the database refuses a record; it is looked for", [.error: .string(fault.description)])
        case .misconfigured, .invariant, .unknown:
            logger.error("the database refuses a batch", [.error: .string(fault.description), "lane": .integer(lane)])
        }
    }

    func record(in instruments: PipelineInstruments, pipeline: String) {
        instruments.batchFailures.child(pipeline, "\(FailureClass(fault))").increment()
    }
}

/// The Kafka client reports an error; it goes on by itself unless it says that it can't.
struct FetchFailed: PipelineEvent {
    let error: String
    let isFatal: Bool

    func log(to logger: Logger) {
        logger.log(isFatal ? .error : .warning, "the Kafka client reports an error", [.error: .string(error)])
    }

    func record(in instruments: PipelineInstruments, pipeline: String) {
        instruments.fetchErrors.child(pipeline).increment()
    }
}

/// The Kafka client says something of its own.
struct ClientLogged: PipelineEvent {
    let line: LogLine

    func log(to logger: Logger) {
        let level: LogLevel = line.level <= 3 ? .warning : line.level <= 5 ? .notice : .debug
        logger.log(level, "the Kafka client says", ["facility": .string(line.facility), "text": .string(line.text)])
    }
}
