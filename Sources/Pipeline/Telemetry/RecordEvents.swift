import Telemetry

/// Where a record stands in the log, and the trace that its producer put it in; nothing of what it says.
struct RecordPlace: Hashable, Sendable {
    let topic: String
    let partition: Int32
    let offset: Int64
    /// Nil where the event has none.
    let trace: TraceParent?

    /// A logger whose lines name it.
    func named(in logger: Logger) -> Logger {
        let logger = logger.with(.topic, .string(topic)).with(.partition, .integer(partition))
            .with("kafka.offset", .integer(offset))
        guard let trace else { return logger }
        return logger.with("trace.id", .string(trace.traceID)).with("span.id", .string(trace.spanID))
    }
}

/// A record went to `dead_letters`. Told of the first few of a batch only; `BatchCommitted` counts all.
struct RecordPutAside: PipelineEvent {
    /// Of how many records of one batch a line tells.
    static let most = 3

    let place: RecordPlace
    let reason: String

    func log(to logger: Logger) {
        place.named(in: logger).warning("a record went to dead_letters", [.reason: .string(reason)])
    }
}

/// A batch's transaction took long: which of its records waited longest is where to begin to look.
struct BatchWasSlow: PipelineEvent {
    /// From here on it is worth a line and a count.
    static let bound = Duration.seconds(1)

    let records: Int
    let duration: Duration
    let oldest: RecordPlace

    func log(to logger: Logger) {
        oldest.named(in: logger).notice(
            "a batch took long; the record named here waited longest",
            ["records": .integer(records), "duration": .duration(duration)])
    }

    func record(in instruments: PipelineInstruments, pipeline: String) {
        instruments.slowBatches.child(pipeline).increment()
    }
}
