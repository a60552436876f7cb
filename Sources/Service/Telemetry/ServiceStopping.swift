internal import Telemetry

/// A program was asked to stop.
struct ServiceStopping: TelemetryEvent {
    let cause: String

    func log(to logger: Logger) { logger.notice("service stopping", [.cause: .string(cause)]) }

    func record(in instruments: ServiceInstruments) {
        instruments.stopping.set(1)
        instruments.stopRequests.child(cause).increment()
    }
}

/// A program did not stop in time, and is ended as it stands. What it had not committed, Kafka gives again.
struct ServiceStuck: TelemetryEvent {
    let deadline: Duration

    func log(to logger: Logger) { logger.critical("service did not stop in time", ["deadline": .duration(deadline)]) }

    func record(in instruments: ServiceInstruments) {}
}
