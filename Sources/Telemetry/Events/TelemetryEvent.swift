/// Something that happens, with its log line and its metric in one place.
///
/// One type an event, in a folder `Telemetry` of the module that it happens in, named for what happened
/// (`BatchCommitted`, `PartitionHalted`). Its properties are what varies; `log` says it with a constant message and
/// dotted fields, `record` counts it with instruments that were made at start, so that reporting an event looks
/// nothing up. Call sites say `report(BatchCommitted(…))` and nothing else: who wants to know what is logged and
/// counted reads one folder.
package protocol TelemetryEvent<Instruments>: Sendable {
    /// The instruments of the module.
    associatedtype Instruments: InstrumentSet

    /// Says it; nothing for events that are only counted.
    func log(to logger: Logger)

    /// Counts it; nothing for events that are only said.
    func record(in instruments: Instruments)
}

extension TelemetryEvent {
    /// An event that is only counted.
    package func log(to logger: Logger) {}

    /// An event that is only said.
    package func record(in instruments: Instruments) {}
}

/// The instruments of a module, made once at start: the only place that names its metrics.
package protocol InstrumentSet: Sendable {
    /// Makes them.
    init(in metrics: Metrics) throws(MetricsError)
}

/// Where a module reports its events: a logger and the module's instruments.
package struct Reporter<Instruments: InstrumentSet>: Sendable {
    /// The logger.
    package let logger: Logger
    /// The instruments.
    package let instruments: Instruments

    /// A reporter whose instruments are in `metrics`.
    package init(_ logger: Logger, _ metrics: Metrics) throws(MetricsError) {
        self.init(logger, try Instruments(in: metrics))
    }

    private init(_ logger: Logger, _ instruments: Instruments) {
        self.logger = logger
        self.instruments = instruments
    }

    /// Reports an event.
    package func callAsFunction(_ event: some TelemetryEvent<Instruments>) {
        event.log(to: logger)
        event.record(in: instruments)
    }

    /// A reporter whose log lines carry one more field.
    package func with(_ key: LogKey, _ value: LogValue) -> Reporter { Reporter(logger.with(key, value), instruments) }
}
