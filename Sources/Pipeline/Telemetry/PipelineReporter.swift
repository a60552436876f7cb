package import Telemetry

/// Where the parts of one pipeline report: its name is on every line and every metric.
package struct PipelineReporter: Sendable {
    let pipeline: String
    let logger: Logger
    let instruments: PipelineInstruments
    /// Found once, since it is used for every batch's records.
    let visible: Histogram

    /// A reporter for the pipeline called `pipeline`.
    package init(pipeline: String, logger: Logger, instruments: PipelineInstruments) {
        self.pipeline = pipeline
        self.logger = logger.with("pipeline", .string(pipeline))
        self.instruments = instruments
        visible = instruments.visibleSeconds.child(pipeline)
    }

    /// Reports an event.
    func callAsFunction(_ event: some PipelineEvent) {
        event.log(to: logger)
        event.record(in: instruments, pipeline: pipeline)
    }
}

/// Something that happens in a pipeline, with its log line and its metric in one place.
protocol PipelineEvent: Sendable {
    func log(to logger: Logger)
    func record(in instruments: PipelineInstruments, pipeline: String)
}

extension PipelineEvent {
    func log(to logger: Logger) {}
    func record(in instruments: PipelineInstruments, pipeline: String) {}
}

extension LogKey {
    static let topic: LogKey = "kafka.topic"
    static let partition: LogKey = "kafka.partition"
    static let reason: LogKey = "reason"
}
