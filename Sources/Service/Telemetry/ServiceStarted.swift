internal import HTTPServer
internal import Telemetry

/// A program has its settings and its endpoints, and begins with its work.
struct ServiceStarted: TelemetryEvent {
    let program: String
    let version: String
    let address: ListenAddress?
    let ignored: [String]

    func log(to logger: Logger) {
        logger.notice(
            "service started",
            [.version: .string(version), .address: .string(address?.description ?? "none")])
        for name in ignored {
            logger.debug("setting left alone", ["setting": .string(name), "reason": "Kubernetes sets such names"])
        }
    }

    func record(in instruments: ServiceInstruments) { instruments.info.child(program, version).set(1) }
}
