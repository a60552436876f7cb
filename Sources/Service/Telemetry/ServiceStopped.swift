internal import Telemetry

/// A program has done its work, or what it could of it.
struct ServiceStopped: TelemetryEvent {
    let exitCode: ExitCode

    func log(to logger: Logger) { logger.notice("service stopped", [.exitCode: .integer(exitCode.rawValue)]) }

    func record(in instruments: ServiceInstruments) {}
}

/// A program's work ended in an error.
struct ServiceFailed: TelemetryEvent {
    let error: String

    func log(to logger: Logger) { logger.critical("service failed", [.error: .string(error)]) }

    func record(in instruments: ServiceInstruments) {}
}
